import type { EvidenceOf } from "../../../model/stop.ts";
import { hardStop, type StopDefinition } from "../../stop-definition.ts";

/** An agent asks permission for an action that no rule allows or denies. */
export const permission: StopDefinition<EvidenceOf<"permission">> = {
  kind: "permission",
  form: "permission",
  ...hardStop(["allow", "deny", "abort"], "deny"),
  words: { name: "Agent asks for permission", short: "agent's permissions" },
};
