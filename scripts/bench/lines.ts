import { setTimeout as sleep } from "node:timers/promises";
import { searchLog } from "../../src/state/logs/log-search.ts";
import type { Benchmark } from "./figure.ts";
import { memoryMb } from "./measure.ts";
import { openStream } from "./open-stream.ts";

/**
 * Measures memory with many log lines, whether all are on the disk, and a search. 3,000,000 lines with `--thorough`.
 */
export const lines: Benchmark = async (context) => {
  const target = context.thorough ? 3_000_000 : 200_000;
  const { pty, folder, health } = await openStream(context, ["--running", "--lines", "10000"]);
  const reach = async (count: number) => {
    while ((await health()).written < count) await sleep(250);
    return memoryMb(pty.pid);
  };
  const early = await reach(target / 2);
  const late = await reach(target);
  await sleep(500);
  await pty.kill();
  const start = performance.now();
  const { count } = await searchLog({
    stateFolder: folder,
    issue: "01",
    query: "BROWN FOX JUMPS",
    most: 200,
    signal: new AbortController().signal,
  });
  const elapsed = performance.now() - start;
  return [
    { name: `memory after ${target.toLocaleString("en")} lines`, measured: late, unit: "MB", limit: 200 },
    {
      name: "the same",
      measured: late,
      unit: "MB",
      reference: { name: "after half of them", value: early },
      limit: 1.1,
    },
    { name: "lines not on the disk", measured: Math.max(0, target - count), unit: "lines", limit: 0 },
    { name: "search over all of them", measured: elapsed, unit: "ms", limit: 1_000 },
  ];
};
