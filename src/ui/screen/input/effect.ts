// What a key press causes outside the view: answers, commands to the run, and calls of screen actions.
import type { IssueId } from "../../../engine/model/plan.ts";
import type { Command } from "../../../engine/model/stop.ts";

export type Effect =
  | { readonly type: "answer"; readonly question: string; readonly command: Command }
  | { readonly type: "interrupt" }
  | { readonly type: "panic" }
  | { readonly type: "close" }
  | { readonly type: "retry-now" }
  | { readonly type: "lanes"; readonly change: 1 | -1 }
  | { readonly type: "pace"; readonly change: "faster" | "slower" | "pause" }
  | { readonly type: "suspend" }
  | { readonly type: "edit" }
  | { readonly type: "diff"; readonly issue: IssueId }
  | { readonly type: "browse"; readonly url: string }
  | { readonly type: "copy"; readonly text: string }
  | { readonly type: "save"; readonly issue: IssueId | undefined }
  | { readonly type: "search"; readonly issue: IssueId | undefined; readonly query: string };
