import type { EvidenceOf } from "../../../model/stop.ts";
import { retryTwice, stopOf, type StopDefinition } from "../../stop-definition.ts";

/** The pull request cannot be opened, or another person closed it. */
export const pullRequestFailed: StopDefinition<EvidenceOf<"error">> = {
  kind: "pull-request-failed",
  form: "error",
  ...retryTwice(),
  detectError: ({ code, message, hint }, step) =>
    code === "forge" && step === "pull-request" ? stopOf(pullRequestFailed, { of: "error", message, hint }) : undefined,
  words: { name: "PR failed", short: "pull request", cause: "pull request failure" },
};
