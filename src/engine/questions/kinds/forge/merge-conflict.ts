import type { EvidenceOf } from "../../../model/stop.ts";
import { hardStop, type StopDefinition } from "../../stop-definition.ts";

/** The change conflicts with its base. */
export const mergeConflict: StopDefinition<EvidenceOf<"conflict">> = {
  kind: "merge-conflict",
  form: "conflict",
  ...hardStop(["fix", "skip", "abort"], "skip"),
  fixable: true,
  words: { name: "Merge conflict", short: "merge conflict" },
};
