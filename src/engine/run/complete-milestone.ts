import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Plan } from "../model/plan.ts";
import type { Ledger } from "../model/ports.ts";
import type { LanePool } from "./lanes/lane-pool.ts";
import { closingPullText } from "./closing-pull-text.ts";

/**
 * Completes a milestone: removes the lanes' worktrees, where they contain no unsaved work, and writes the text of the
 * milestone's own pull request.
 */
export async function completeMilestone({
  ledger,
  plan,
  lanes,
  stateFolder,
  signal,
}: {
  readonly ledger: Ledger;
  readonly plan: Plan;
  readonly lanes: Pick<LanePool, "lanes">;
  readonly stateFolder: string;
  readonly signal: AbortSignal;
}): Promise<void> {
  for (const lane of lanes.lanes()) await lane.remove(ledger, signal);
  const path = join(stateFolder, "milestone-pull-request.md");
  await writeFile(path, closingPullText(plan, ledger.progress), { mode: 0o600 });
  const text = `The text of a pull request ${plan.milestoneBranch} → ${plan.baseBranch} is in ${path}`;
  ledger.emit({ type: "explained", issue: undefined, text });
  await ledger.record({ type: "milestone.completed" });
}
