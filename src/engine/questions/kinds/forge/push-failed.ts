import { RemoteError } from "../../../git/remote/remote-failure.ts";
import type { EvidenceOf } from "../../../model/stop.ts";
import { retryTwice, stopOf, type StopDefinition } from "../../stop-definition.ts";
import { errorEvidence } from "../../evidence/error.ts";
import { remoteLines } from "./remote-lines.ts";

/**
 * The remote refused a push, or cannot be reached. A remote that refuses to be read counts as well, since it would
 * refuse a push.
 */
export const pushFailed: StopDefinition<EvidenceOf<"error">> = {
  kind: "push-failed",
  form: "error",
  ...retryTwice(),
  detectError: (error) =>
    error instanceof RemoteError
      ? stopOf(pushFailed, { of: "error", message: error.reason, detail: error.detail })
      : undefined,
  words: {
    name: "Push failed",
    short: "push",
    cause: "push failure",
    retry: "push again",
    details: (evidence) => [
      ...errorEvidence.details(evidence),
      ...remoteLines(evidence.detail ?? "", evidence.message),
    ],
    answered: (command) => (command === "retry" ? ["🔄 Retrying push..."] : undefined),
  },
};
