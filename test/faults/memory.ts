import { readFileSync } from "node:fs";

/** Bytes that an agent prints in the tests of memory use; a gigabyte in the long form of the suite. */
export const FLOOD = Number(process.env["FAULT_KILLS"] ?? 0) > 100 ? 1_000_000_000 : 100_000_000;

/** The peak memory of a live process so far, in bytes (Linux). */
export function peakMemory(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1]) * 1024;
}
