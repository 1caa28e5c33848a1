import { access } from "node:fs/promises";
import type { IssueId } from "../../engine/model/plan.ts";
import { logFolder, logPath } from "./log-path.ts";
import { LogTail, watchFolder } from "./log-tail.ts";

/** Whether anything was ever logged for an issue. */
export async function hasLog(stateFolder: string, issue: IssueId): Promise<boolean> {
  return access(logPath(stateFolder, issue)).then(
    () => true,
    () => false,
  );
}

/** The lines of an issue's log, or of the run's log without an issue, without line ends; none where there is no log. */
export async function* readLog(stateFolder: string, issue: IssueId | undefined): AsyncGenerator<string> {
  const tail = new LogTail(logPath(stateFolder, issue));
  yield* tail.lines();
  yield* tail.rest();
}

/**
 * Like `readLog`, and then each line as another process writes it, until `signal` is aborted. Waits for a log that does
 * not exist yet.
 */
export async function* followLog(
  stateFolder: string,
  issue: IssueId | undefined,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const tail = new LogTail(logPath(stateFolder, issue));
  const changes = watchFolder(logFolder(stateFolder), signal);
  while (!signal.aborted) {
    const change = changes.next();
    yield* tail.lines();
    await change;
  }
}
