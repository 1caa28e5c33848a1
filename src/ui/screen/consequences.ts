import type { Command, Stop } from "../../engine/stops/stop.ts";

/** What an answer will do, in one clause; nobody should have to guess before a key that cannot be taken back. */
export function consequence(command: Command, stop: Stop): string {
  switch (command) {
    case "fix":
      return `the agent repairs it${attemptOf(stop)}; gates and tests then judge the whole change again`;
    case "retry":
      return retried(stop);
    case "approve":
      return stop.evidence.of === "plan" ? "go on with the plan as it is; recorded"
        : stop.evidence.of === "error" || stop.evidence.of === "tests" ? "go on although it fails; recorded"
        : "accept this risk and go on; recorded, and not asked again unless it changes";
    case "continue":
      return stop.evidence.of === "phase" ? "go on with the next phase" : "go on; the PR is labelled needs-human";
    case "skip":
      return "leave this issue out, and those that need it; noted in the plan with the reason";
    case "skip-phase":
      return "leave out the whole next phase";
    case "abort":
      return "stop the run here; everything is saved, and the same command resumes";
  }
}

function attemptOf({ attempt }: Stop): string {
  return attempt === undefined ? "" : ` (attempt ${attempt.number} of ${attempt.of})`;
}

function retried({ kind }: Stop): string {
  switch (kind) {
    case "agent-failed":
      return "run the agent again from where it was";
    case "push-failed":
      return "push again";
    case "setup-failed":
      return "run the setup again";
    case "baseline-failing":
      return "run the tests again";
    default:
      return "try again";
  }
}
