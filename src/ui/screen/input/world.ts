// What a key press has to know of everything that is not the view itself.
import type { Question } from "../../../engine/model/stop.ts";
import type { LogLine } from "../log/log-buffer.ts";
import type { LogViewport } from "../log/log-view.ts";
import type { Rows } from "../model/rows.ts";
import type { PaneName, Scrolled, View } from "../model/view.ts";
import type { IssueId } from "../../../engine/model/plan.ts";
import type { Command } from "../../../engine/model/stop.ts";

export interface World {
  readonly now: number;
  readonly rows: Rows;
  /** The question at the head of the queue that has no answer yet. */
  readonly question: Question | undefined;
  /** Whether it was in sight before this key was pressed. */
  readonly questionSeen: boolean;
  /** The panes there are, in the order tab goes through them. */
  readonly panes: readonly PaneName[];
  /** The run is over, or none of ours: leaving needs no asking. */
  readonly over: boolean;
  readonly tiny: boolean;
  readonly actions: ReadonlySet<string>;
  readonly logLines: readonly LogLine[];
  readonly runLines: readonly LogLine[];
  readonly logViewport: LogViewport;
  readonly listRows: number;
  /** Rows there are and rows in sight, of whatever scrolls by rows. */
  readonly extents: Readonly<Partial<Record<Scrolled, { readonly rows: number; readonly height: number }>>>;
}

/** What a key asks of the world; the view has changed already. */
export type Effect =
  | { readonly type: "answer"; readonly question: string; readonly command: Command }
  | { readonly type: "interrupt" }
  | { readonly type: "panic" }
  | { readonly type: "close" }
  | { readonly type: "retry-now" }
  | { readonly type: "pace"; readonly change: "faster" | "slower" | "pause" }
  | { readonly type: "suspend" }
  | { readonly type: "edit" }
  | { readonly type: "diff"; readonly issue: IssueId }
  | { readonly type: "browse"; readonly url: string }
  | { readonly type: "copy"; readonly text: string }
  | { readonly type: "save"; readonly issue: IssueId | undefined }
  | { readonly type: "search"; readonly issue: IssueId | undefined; readonly query: string };

export interface Pressed {
  readonly view: View;
  readonly effect?: Effect | undefined;
}

/** The issue that is selected, or followed. */
export function selectedRow(view: View, rows: Rows) {
  return (view.selected === undefined ? undefined : rows.byId.get(view.selected)) ?? rows.current;
}
