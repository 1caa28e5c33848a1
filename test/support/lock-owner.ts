import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import type { TestMilestone } from "./milestone.ts";

/** The process id of the program that holds the milestone's lock. */
export function lockOwner({ stateDir }: Pick<TestMilestone, "stateDir">): number {
  const [lock] = execFileSync("find", [stateDir, "-name", "lock.json"], { encoding: "utf8" }).trim().split("\n");
  return JSON.parse(readFileSync(lock ?? "", "utf8")).pid;
}
