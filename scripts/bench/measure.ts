import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Pty } from "../support/pty.ts";

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Measures two things alternately, so that other load affects both. Returns the medians. */
export async function inTurns(
  rounds: number,
  ours: () => Promise<number> | number,
  reference: () => Promise<number> | number,
): Promise<readonly [ours: number, reference: number]> {
  const pairs: [number, number][] = [];
  for (let round = 0; round < rounds; round += 1) pairs.push([await ours(), await reference()]);
  return [median(pairs.map(([value]) => value)), median(pairs.map(([, value]) => value))];
}

/**
 * The duration of a command, in milliseconds.
 * @throws Error where its exit code is neither 0 nor 3, which a run with open questions returns
 */
export function timed(
  command: readonly [string, ...string[]],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): number {
  const [file, ...args] = command;
  const start = performance.now();
  const { status, stderr } = spawnSync(file, args, {
    cwd,
    env: { ...process.env, ...env },
    encoding: "utf8",
    stdio: ["ignore", "ignore", "pipe"],
  });
  if (status !== 0 && status !== 3) throw new Error(`${command.join(" ")} failed: ${stderr}`);
  return performance.now() - start;
}

export interface Load {
  /** Processor time, in percent of one core. */
  readonly cpu: number;
  readonly kibPerSecond: number;
}

/** The load of a program in a terminal over `ms` milliseconds. */
export async function loadOf(pty: Pty, ms: number): Promise<Load> {
  const [cpu, bytes, start] = [cpuMs(pty.pid), pty.bytes, performance.now()];
  await sleep(ms);
  const elapsed = performance.now() - start;
  return { cpu: ((cpuMs(pty.pid) - cpu) / elapsed) * 100, kibPerSecond: (pty.bytes - bytes) / 1.024 / elapsed };
}

/** Resident memory in MB. */
export function memoryMb(pid: number): number {
  return Number(execFileSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" })) / 1024;
}

/** Processor time used so far, in milliseconds, from `/proc` (Linux), which counts in hundredths of a second. */
function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
