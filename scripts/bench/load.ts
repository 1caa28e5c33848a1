import type { BenchContext, Benchmark } from "./figure.ts";
import { loadOf, type Load } from "./measure.ts";
import { openStream } from "./open-stream.ts";

const WATCHED_MS = 8_000;

/** Measures processor time and output: at a question, with a running indicator, with few and with many log lines. */
export const load: Benchmark = async (context) => {
  const idle = await loadWith(context, ["--asking"]);
  const running = await loadWith(context, ["--running"]);
  const trickle = await loadWith(context, ["--running", "--lines", "100"]);
  const flood = await loadWith(context, ["--running", "--lines", "10000"]);
  return [
    { name: "CPU with nothing running", measured: idle.cpu, unit: "%", limit: 1 },
    { name: "CPU with a running indicator", measured: running.cpu, unit: "%", limit: 5 },
    {
      name: "CPU at 10,000 lines/s",
      measured: flood.cpu,
      unit: "%",
      reference: { name: "at 100 lines/s", value: trickle.cpu },
      limit: 1.3,
    },
    { name: "output with a running indicator", measured: running.kibPerSecond, unit: "KiB/s", limit: 3 },
    { name: "output at 10,000 lines/s", measured: flood.kibPerSecond, unit: "KiB/s", limit: 55 },
  ];
};

async function loadWith(context: BenchContext, args: readonly string[]): Promise<Load> {
  const { pty } = await openStream(context, args);
  const load = await loadOf(pty, WATCHED_MS);
  await pty.kill();
  return load;
}
