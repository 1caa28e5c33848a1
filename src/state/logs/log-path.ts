import { join } from "node:path";
import { MilestoneError } from "../../engine/model/errors.ts";
import type { IssueId } from "../../engine/model/plan.ts";

export function logFolder(stateFolder: string): string {
  return join(stateFolder, "logs");
}

/**
 * The path of the log of an issue, or of the run where `issue` is undefined.
 * @throws MilestoneError `usage` where `issue` is not a plan number
 */
export function logPath(stateFolder: string, issue: IssueId | undefined): string {
  if (issue !== undefined && !/^\d{1,9}$/.test(issue)) {
    throw new MilestoneError("usage", `${JSON.stringify(issue)} is not an issue number.`, {
      hint: "Give a plan number such as 07.",
    });
  }
  return join(logFolder(stateFolder), `${issue ?? "run"}.log`);
}
