import type { Question } from "../../../engine/model/stop.ts";
import type { LogBuffer } from "../log/log-buffer.ts";
import type { LogLine } from "../log/log-entry.ts";
import { logViewport } from "../log/log-view.ts";
import type { LogViewport } from "../log/log-view.ts";
import { selectedRow, showsAllIssues } from "../model/rows.ts";
import type { Rows } from "../model/rows.ts";
import { questionOf } from "../model/shown-question.ts";
import type { ScreenInputs, ScreenModel } from "../model/screen-model.ts";
import type { PaneName, ScrollArea, View } from "../model/view.ts";
import type { Rect } from "../panes/layout.ts";
import { evidenceHeight } from "../text/question-lines.ts";

/** Everything except the view that the handling of a key press depends on. */
export interface KeyContext {
  /** Milliseconds, by the screen's clock. */
  readonly now: number;
  readonly rows: Rows;
  /** The first question in the queue, unless all have answers already. */
  readonly question: Question | undefined;
  /** Whether the question was visible before this key was pressed. */
  readonly questionSeen: boolean;
  /** The panes that tab cycles through, in its order. */
  readonly panes: readonly PaneName[];
  /** Whether the run has ended or is a replay, so that leaving needs no confirmation. */
  readonly over: boolean;
  /** Whether the terminal is too small to show any pane. */
  readonly tiny: boolean;
  /** Names of the available screen actions. */
  readonly actions: ReadonlySet<string>;
  readonly logLines: readonly LogLine[];
  readonly runLines: readonly LogLine[];
  readonly logViewport: LogViewport;
  /** Visible rows of the issue list. */
  readonly listRows: number;
  /** Total rows and visible rows of each scroll area. */
  readonly extents: Readonly<Partial<Record<ScrollArea, { readonly rows: number; readonly height: number }>>>;
}

/**
 * Derives the context of a key press from the frame drawn last, so that a key acts on what the user saw. Only the
 * question depends on the present view: one that was answered since that frame is passed over.
 */
export function keyContextOf(
  view: View,
  model: ScreenModel,
  { snapshot: { progress }, theme, watching }: ScreenInputs,
  logs: LogBuffer,
  now: number,
): KeyContext {
  const { layout, asked, rows, actions } = model;
  const open = questionOf(view, progress.questions);
  const question = watching || open === undefined || view.answers[open.id] !== undefined ? undefined : open;
  const overlay = { rows: model.overlay.length, height: contentRows(layout.overlay) };
  const all = showsAllIssues(view, rows);
  const logColumns = (layout.main?.width ?? 0) - 3 - (all ? rows.idColumns + 1 : 0);
  const text = { rows: model.text.length, height: contentRows(layout.main) };
  const evidenceRows =
    layout.question === undefined || asked === undefined
      ? 0
      : evidenceHeight(layout.question.height, asked.answers.length);
  return {
    now,
    rows,
    question,
    actions,
    panes: model.panes,
    questionSeen: layout.question !== undefined && asked?.question.id === question?.id,
    over: watching || progress.completed || progress.ended !== undefined,
    tiny: layout.mode === "tiny",
    logLines: all ? logs.allLines(view.filter) : logs.lines(selectedRow(view, rows)?.id, view.filter),
    runLines: logs.lines(undefined, view.filter),
    logViewport: logViewport(logColumns, contentRows(layout.main), view.wrap, theme.glyphs),
    listRows: contentRows(layout.issues),
    extents: {
      help: overlay,
      status: overlay,
      matches: overlay,
      details: text,
      dependencies: text,
      question: { rows: asked?.evidence.length ?? 0, height: evidenceRows },
    },
  };
}

function contentRows(rect: Rect | undefined): number {
  return rect === undefined ? 0 : rect.height - 2;
}
