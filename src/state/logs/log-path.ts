import { join } from "node:path";
import { MilestoneError } from "../../engine/model/errors.ts";
import type { IssueId } from "../../engine/model/plan.ts";

export function logFolder(stateFolder: string): string {
  return join(stateFolder, "logs");
}

/** The log of an issue; of the run itself without one. @throws MilestoneError `usage` for what is no plan number */
export function logPath(stateFolder: string, issue: IssueId | undefined): string {
  if (issue !== undefined && !/^\d{1,9}$/.test(issue)) {
    throw new MilestoneError("usage", `${JSON.stringify(issue)} is no issue number.`, {
      hint: "Give a plan number such as 07.",
    });
  }
  return join(logFolder(stateFolder), `${issue ?? "run"}.log`);
}
