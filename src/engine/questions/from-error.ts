import { MilestoneError } from "../model/errors.ts";
import type { StepName } from "../model/events.ts";
import { RemoteError } from "../git/remote/remote-failure.ts";
import { evidenceStop } from "./pending.ts";
import type { Stop } from "../model/stop.ts";

/** The stop that a step's failure means; undefined where it is a bug, or nothing an answer could mend. */
export function stopFromError(error: unknown, step?: StepName): Stop | undefined {
  if (!(error instanceof MilestoneError)) return undefined;
  // Whoever may not read may not push either: the same question, in git's own words.
  if (error instanceof RemoteError)
    return evidenceStop("push-failed", { of: "error", message: error.reason, detail: error.detail });
  const evidence = { of: "error" as const, message: error.message, hint: error.hint };
  switch (error.code) {
    case "push":
      return evidenceStop("protected-branch", evidence);
    case "forge":
      return evidenceStop(step === "pull-request" ? "pull-request-failed" : "forge-error", evidence);
    case "git":
      return evidenceStop("forge-error", evidence);
    case "agent":
      return evidenceStop("agent-failed", evidence);
    default:
      return undefined;
  }
}
