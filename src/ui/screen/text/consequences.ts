import type { Command, Stop } from "../../../engine/model/stop.ts";
import { definitionOf } from "../../../engine/questions/catalog.ts";
import { formOf } from "../../../engine/questions/evidence-forms.ts";

/** What an answer does, in one clause: nobody should have to guess before a key that cannot be taken back. */
export function consequence(command: Command, stop: Stop): string {
  switch (command) {
    case "fix":
      return "the agent repairs it; then all is judged again";
    case "retry":
      return definitionOf(stop).words.retry ?? "try again";
    case "approve":
      return formOf(stop.evidence).approve ?? "accept this risk; asked again only if it changes";
    case "continue":
      return formOf(stop.evidence).continue ?? "go on; the PR is labeled needs-human";
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
