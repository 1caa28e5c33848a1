import type { Command, Stop } from "../../../engine/model/stop.ts";

/** What an answer will do, in one clause; nobody should have to guess before a key that cannot be taken back. */
export function consequence(command: Command, stop: Stop): string {
  switch (command) {
    case "fix":
      return "the agent repairs it; then all is judged again";
    case "retry":
      return RETRIES[stop.kind] ?? "try again";
    case "approve":
      return stop.evidence.of === "plan"
        ? "go on with the plan as it is; recorded"
        : stop.evidence.of === "error" || stop.evidence.of === "tests"
          ? "go on although it fails; recorded"
          : "accept this risk; asked again only if it changes";
    case "continue":
      return stop.evidence.of === "phase" ? "go on with the next phase" : "go on; the PR is labelled needs-human";
    case "skip":
      return "leave it out, and what needs it; noted in the plan";
    case "skip-phase":
      return "leave out the whole next phase";
    case "allow":
      return "let it; the same is not asked again in this issue";
    case "deny":
      return "tell it no; it goes on without";
    case "abort":
      return "stop here; the same command resumes";
  }
}

const RETRIES: Readonly<Partial<Record<Stop["kind"], string>>> = {
  "agent-failed": "run the agent again from where it was",
  "push-failed": "push again",
  "setup-failed": "run the setup again",
  "baseline-failing": "run the tests again",
};
