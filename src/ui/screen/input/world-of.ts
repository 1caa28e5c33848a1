import type { LogBuffer } from "../log/log-buffer.ts";
import { logViewport } from "../log/log-view.ts";
import { questionOf } from "../model/model.ts";
import type { Inputs, Model } from "../model/model.ts";
import { evidenceHeight } from "../text/question-lines.ts";
import type { Rect } from "../panes/layout.ts";
import type { View } from "../model/view.ts";
import type { World } from "./world.ts";
import { selectedRow } from "./world.ts";

/** What a key press has to know, from what was last drawn; only the question is as of now. */
export function worldOf(
  view: View,
  model: Model,
  { snapshot: { progress }, theme, watching }: Inputs,
  logs: LogBuffer,
  now: number,
): World {
  const { layout, asked, rows, actions } = model;
  const open = questionOf(view, progress.questions);
  const question = watching || open === undefined || view.answers[open.id] !== undefined ? undefined : open;
  const overlay = { rows: model.overlay.length, height: inside(layout.overlay) };
  const text = { rows: model.text.length, height: inside(layout.main) };
  const evidence =
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
    logLines: logs.lines(selectedRow(view, rows)?.id, view.filter),
    runLines: logs.lines(undefined, view.filter),
    logViewport: logViewport((layout.main?.width ?? 0) - 3, inside(layout.main), view.wrap, theme.glyphs),
    listRows: inside(layout.issues),
    extents: {
      help: overlay,
      status: overlay,
      matches: overlay,
      details: text,
      dependencies: text,
      question: { rows: asked?.evidence.length ?? 0, height: evidence },
    },
  };
}

function inside(rect: Rect | undefined): number {
  return rect === undefined ? 0 : rect.height - 2;
}
