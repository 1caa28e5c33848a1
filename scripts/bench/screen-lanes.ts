import type { BenchContext, Benchmark } from "./figure.ts";
import { keyTimes } from "./keys.ts";
import { loadOf, quantile } from "./measure.ts";
import { openStream } from "./open-stream.ts";

const WATCHED_MS = 8_000;

/** Measures the screen with four agents that print at once, against one agent that prints as many lines. */
export const screenLanes: Benchmark = async (context) => {
  const one = await figuresWith(context, []);
  const four = await figuresWith(context, ["--agents", "4"]);
  const against = (value: number) => ({ name: "with one agent", value });
  return [
    {
      name: "key to paint, 4 agents, 10,000 lines/s, p95",
      measured: four.key,
      unit: "ms",
      reference: against(one.key),
      limit: 1.3,
    },
    {
      name: "CPU with 4 agents, 10,000 lines/s",
      measured: four.cpu,
      unit: "%",
      reference: against(one.cpu),
      limit: 1.3,
    },
    {
      name: "output with 4 agents, 10,000 lines/s",
      measured: four.kibPerSecond,
      unit: "KiB/s",
      reference: against(one.kibPerSecond),
      limit: 1.5,
    },
  ];
};

async function figuresWith(context: BenchContext, agents: readonly string[]) {
  const { pty } = await openStream(context, ["--running", "--lines", "10000", ...agents]);
  const load = await loadOf(pty, WATCHED_MS);
  const key = quantile(await keyTimes(pty), 0.95);
  await pty.kill();
  return { ...load, key };
}
