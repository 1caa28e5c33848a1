import type { EvidenceOf } from "../../../model/stop.ts";
import { retryTwice, stopOf, type StopDefinition } from "../../stop-definition.ts";

/** An agent crashed, refused, is not logged in, ran out of funds, or changed nothing. */
export const agentFailed: StopDefinition<EvidenceOf<"error">> = {
  kind: "agent-failed",
  form: "error",
  ...retryTwice(),
  detectError: ({ code, message, hint }) =>
    code === "agent" ? stopOf(agentFailed, { of: "error", message, hint }) : undefined,
  words: {
    name: "Agent failed",
    short: "agent",
    cause: "agent failure",
    retry: "run the agent again from where it was",
  },
};
