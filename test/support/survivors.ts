// Finds processes that outlived their parent, by a mark in their environment or command line (Linux).
import { readdirSync, readFileSync } from "node:fs";

/** The ids of live processes whose environment or arguments contain `mark`, without zombies and this process. */
export function survivorsOf(mark: string): readonly number[] {
  return readdirSync("/proc")
    .map(Number)
    .filter(
      (pid) =>
        pid > 0 &&
        pid !== process.pid &&
        isAlive(pid) &&
        (read(pid, "environ").includes(mark) || read(pid, "cmdline").includes(mark)),
    );
}

export function isAlive(pid: number): boolean {
  const stat = read(pid, "stat");
  return stat !== "" && !/^[ZX]/.test(stat.slice(stat.lastIndexOf(")") + 2));
}

function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "latin1");
  } catch {
    return "";
  }
}
