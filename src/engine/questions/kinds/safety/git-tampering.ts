import type { EvidenceOf } from "../../../model/stop.ts";
import { safetyStop, type StopDefinition } from "../../stop-definition.ts";

/** An agent changed the repository's configuration, its hooks, or branches of others. */
export const gitTampering: StopDefinition<EvidenceOf<"error">> = {
  kind: "git-tampering",
  form: "error",
  ...safetyStop("abort"),
  words: { name: "Git configuration changed by the agent", short: "git configuration" },
};
