import { constants } from "node:fs";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { MilestoneError, systemCode } from "../../../engine/model/errors.ts";
import type { IssueId, MilestoneId } from "../../../engine/model/plan.ts";
import { logPath } from "../../../state/logs/log-path.ts";

/**
 * Copies a whole log into a folder. An existing file is kept: the copy then gets a number in its name.
 * @returns the path of the copy
 * @throws MilestoneError `usage` where there is no log
 */
export async function saveLog(
  stateFolder: string,
  milestone: MilestoneId,
  issue: IssueId | undefined,
  folder: string,
): Promise<string> {
  const name = `${milestone}-${issue ?? "run"}`;
  for (let number = 1; ; number += 1) {
    const path = join(folder, `${name}${number === 1 ? "" : `-${number}`}.log`);
    try {
      await copyFile(logPath(stateFolder, issue), path, constants.COPYFILE_EXCL);
      return path;
    } catch (error) {
      if (systemCode(error) === "ENOENT") throw new MilestoneError("usage", "Nothing is logged yet.");
      if (systemCode(error) !== "EEXIST") throw error;
    }
  }
}
