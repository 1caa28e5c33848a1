import { fingerprint } from "../../gates/fingerprint.ts";
import type { IssueId } from "../../model/plan.ts";
import type { Stop } from "../../model/stop.ts";
import { setupFailed } from "../../questions/kinds/run/setup-failed.ts";
import { stopOf } from "../../questions/stop-definition.ts";
import { copyFiles } from "./copy-files.ts";
import { INSTALL_FILES, runSetup, type SetupContext } from "./run-setup.ts";

/** How many of the copied files are named in the log. */
const SHOWN = 10;

/**
 * Makes the worktree of a lane ready for work: copies the files that it needs from the user's checkout, then runs
 * `lane.setup` in a new worktree, and `setup` unless it succeeded for the same lock files.
 * @param accepted fingerprints of failures that the user accepted
 * @returns the stop to ask about where a part of it failed
 */
export async function prepareWorktree(
  context: SetupContext,
  accepted: readonly string[],
  issue: IssueId | undefined,
): Promise<Stop | undefined> {
  const { lane } = context;
  const { config, name } = lane;
  const commands = [
    { command: config.lane.setup, marker: laneSetupMarker(name), files: [] },
    { command: config.setup, marker: `prepared-${name}`, files: INSTALL_FILES },
  ];
  const refused = await copy(context, accepted, issue);
  if (refused !== undefined) return refused;
  for (const { command, ...more } of commands) {
    const failed = command === undefined ? undefined : await runSetup(context, { command, ...more }, accepted, issue);
    if (failed !== undefined) return failed;
  }
  return undefined;
}

/** Names the file in the state folder that says in which worktree `lane.setup` succeeded. */
export function laneSetupMarker(lane: string): string {
  return `lane-setup-${lane}`;
}

async function copy(
  { lane, watch, signal }: SetupContext,
  accepted: readonly string[],
  issue: IssueId | undefined,
): Promise<Stop | undefined> {
  const { copied, problems } = await copyFiles(lane);
  signal.throwIfAborted();
  if (copied.length > 0) {
    const more = copied.length > SHOWN ? ` and ${copied.length - SHOWN} more` : "";
    const text = `Copied from your checkout: ${copied.slice(0, SHOWN).join(", ")}${more}`;
    watch.emit({ type: "log", issue, source: "setup", text });
  }
  const [first] = problems;
  const mark = fingerprint(["lane.copy", ...problems]);
  if (first === undefined || accepted.includes(mark)) return undefined;
  const message = problems.length === 1 ? first : `${problems.length} files cannot be copied into the worktree`;
  return stopOf(setupFailed, { of: "error", message, detail: problems.length === 1 ? "" : problems.join("\n") }, [
    mark,
  ]);
}
