// Finds the processes that descend from a process: by process group, by parent, and by a tag in the environment.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/**
 * The environment variable that marks every process of a run. For a run within a run it holds both tags, joined by `:`.
 */
export const RUN_TAG = "MILESTONE_TUI_RUN";

export interface Root {
  /** Also the id of its process group. */
  readonly pid: number;
  readonly tag: string;
}

interface Entry {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
}

/**
 * Living descendants of the root and the root itself; zombies do not count as alive. On Linux also processes that left
 * the group and whose parents ended, as long as they kept their environment; elsewhere only by group and parent.
 * @param recent the root is younger than a second, so that only process ids above its own have to be searched
 */
export function membersOf(root: Root, recent: boolean): readonly number[] {
  const entries = processTable(root, recent);
  const members = new Set<number>([root.pid]);
  for (const entry of entries) {
    if (entry.group === root.pid || isTagged(entry.pid, root.tag)) members.add(entry.pid);
  }
  addDescendants(entries, members);
  return entries.filter((entry) => members.has(entry.pid)).map((entry) => entry.pid);
}

/** Living processes that have the root's tag in their environment; none where there is no /proc. */
export function taggedWith(root: Root, recent: boolean): readonly number[] {
  // A zombie has no environment.
  return process.platform === "linux" ? processIds(root, recent).filter((pid) => isTagged(pid, root.tag)) : [];
}

/** A process. Another one that got the same id after it has ended is not taken for it. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in ticks of the kernel since the system's start. */
  readonly started: string;
}

/** Reads the identity of a process from its line in `/proc/PID/stat`. */
export function identityIn(stat: string): ProcessIdentity | undefined {
  const started = fieldsOf(stat)[19];
  return started === undefined ? undefined : { pid: Number.parseInt(stat, 10), started };
}

/** Whether a process has not ended. A zombie has. */
export function isAlive({ pid, started }: ProcessIdentity): boolean {
  const fields = fieldsOf(readIfPossible(`/proc/${pid}/stat`)?.toString("latin1") ?? "");
  return fields[19] === started && !isEnded(fields[0]);
}

/** Whether a process is bubblewrap itself. It ends with the command that it runs, and kills the command on SIGTERM. */
export function isBubblewrap(pid: number): boolean {
  return process.platform === "linux" && readIfPossible(`/proc/${pid}/comm`)?.toString("latin1") === "bwrap\n";
}

function processTable(root: Root, recent: boolean): readonly Entry[] {
  return process.platform === "linux" ? processIds(root, recent).flatMap((pid) => readStat(pid) ?? []) : readPs();
}

function addDescendants(entries: readonly Entry[], members: Set<number>): void {
  for (let before = -1; before !== members.size;) {
    before = members.size;
    for (const entry of entries) if (members.has(entry.parent)) members.add(entry.pid);
  }
}

/** The ids in /proc that can belong to descendants of the root. */
function processIds({ pid }: Root, recent: boolean): readonly number[] {
  const from = recent ? pid : 1;
  // Process ids wrap around; a descendant's id may then be lower than the root's.
  const last = Number(readFileSync("/proc/loadavg", "latin1").split(" ")[4]);
  const floor = last >= from ? from : 1;
  return readdirSync("/proc")
    .map(Number)
    .filter((id) => id >= floor);
}

function readStat(pid: number): Entry | undefined {
  const [state, parent, group] = fieldsOf(readIfPossible(`/proc/${pid}/stat`)?.toString("latin1") ?? "");
  return isEnded(state) ? undefined : { pid, parent: Number(parent), group: Number(group) };
}

/** The fields of a line in `/proc/PID/stat` from the state on: state, parent, process group, … */
function fieldsOf(stat: string): readonly string[] {
  // The program's name stands in parentheses, and may itself contain parentheses.
  return stat === "" ? [] : stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}

function isEnded(state: string | undefined): boolean {
  return state === undefined || state === "Z" || state === "X";
}

function isTagged(pid: number, tag: string): boolean {
  return process.platform === "linux" && readIfPossible(`/proc/${pid}/environ`)?.includes(tag) === true;
}

/** Undefined where the process has ended meanwhile or belongs to another user. */
function readIfPossible(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

function readPs(): readonly Entry[] {
  const table = execFileSync("ps", ["-A", "-o", "pid=,ppid=,pgid=,stat="], { encoding: "latin1" });
  return table.split("\n").flatMap((line) => {
    const [pid, parent, group, state] = line.trim().split(/\s+/);
    return state === undefined || state.startsWith("Z")
      ? []
      : [{ pid: Number(pid), parent: Number(parent), group: Number(group) }];
  });
}
