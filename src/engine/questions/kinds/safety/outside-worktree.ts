import type { EvidenceOf } from "../../../model/stop.ts";
import { safetyStop, type StopDefinition } from "../../stop-definition.ts";

/** An agent changed files outside its worktree, or left its branch. */
export const outsideWorktree: StopDefinition<EvidenceOf<"error">> = {
  kind: "outside-worktree",
  form: "error",
  ...safetyStop("abort"),
  words: { name: "Work outside the worktree", short: "work outside the worktree" },
};
