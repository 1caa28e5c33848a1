// Who belongs to a process: found by process group, by descent, and by a tag in the environment.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** The variable that marks every process of a run; runs within runs are joined with `:`. */
export const RUN_TAG = "MILESTONE_TUI_RUN";

export interface Root {
  /** Also the number of its process group. */
  readonly pid: number;
  readonly tag: string;
}

interface Entry {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
}

/**
 * Living processes that stem from the root, itself included; zombies are not alive. On Linux also those that left the
 * group and lost their parents, as long as they kept their environment; elsewhere only by group and descent.
 * @param recent the root is younger than a second, so only numbers given out after its own are looked at
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

/** Those of them that carry the tag; empty where /proc is not there to tell. */
export function taggedWith(root: Root, recent: boolean): readonly number[] {
  return processTable(root, recent).flatMap(({ pid }) => (isTagged(pid, root.tag) ? [pid] : []));
}

/** bubblewrap's own processes end with what they confine, and end it when they are ended. */
export function isSandbox(pid: number): boolean {
  return process.platform === "linux" && readOrNothing(`/proc/${pid}/comm`)?.toString("latin1") === "bwrap\n";
}

function processTable(root: Root, recent: boolean): readonly Entry[] {
  return process.platform === "linux" ? readProc(recent ? root.pid : 1) : askPs();
}

function addDescendants(entries: readonly Entry[], members: Set<number>): void {
  for (let before = -1; before !== members.size;) {
    before = members.size;
    for (const entry of entries) if (members.has(entry.parent)) members.add(entry.pid);
  }
}

function readProc(from: number): readonly Entry[] {
  // Numbers start over at the top; then a descendant's may be lower than the root's.
  const last = Number(readFileSync("/proc/loadavg", "latin1").split(" ")[4]);
  const floor = last >= from ? from : 0;
  return readdirSync("/proc").flatMap((name) => {
    const pid = Number(name);
    return pid >= floor ? (readStat(pid) ?? []) : [];
  });
}

function readStat(pid: number): Entry | undefined {
  // The name in brackets may hold anything, brackets included.
  const stat = readOrNothing(`/proc/${pid}/stat`)?.toString("latin1");
  const [state, parent, group] = stat?.slice(stat.lastIndexOf(")") + 2).split(" ") ?? [];
  if (state === undefined || state === "Z" || state === "X") return undefined;
  return { pid, parent: Number(parent), group: Number(group) };
}

function isTagged(pid: number, tag: string): boolean {
  return process.platform === "linux" && readOrNothing(`/proc/${pid}/environ`)?.includes(tag) === true;
}

/** A process may be gone at any moment, or belong to somebody else. */
function readOrNothing(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

function askPs(): readonly Entry[] {
  const table = execFileSync("ps", ["-A", "-o", "pid=,ppid=,pgid=,stat="], { encoding: "latin1" });
  return table.split("\n").flatMap((line) => {
    const [pid, parent, group, state] = line.trim().split(/\s+/);
    return state === undefined || state.startsWith("Z")
      ? []
      : [{ pid: Number(pid), parent: Number(parent), group: Number(group) }];
  });
}
