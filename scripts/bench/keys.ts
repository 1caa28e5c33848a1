import { execFile } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import type { Pty } from "../support/pty.ts";
import type { Benchmark } from "./figure.ts";
import { quantile } from "./measure.ts";
import { openStream } from "./open-stream.ts";

const KEYS = 60;
const PAUSE_MS = 130;

/**
 * Measures the time from a key press to its letter on the screen, on an idle screen and in a flood of log lines, and
 * the delays of the event loop.
 */
export const keys: Benchmark = async (context) => {
  const idle = await openStream(context, []);
  const atRest = await keyTimes(idle.pty);
  await idle.pty.kill();
  const flood = await openStream(context, ["--running", "--lines", "10000", "--watched"]);
  const machine = longestOfIdleNode();
  const inFlood = await keyTimes(flood.pty);
  const { p99, max } = await flood.health();
  await flood.pty.kill();
  return [
    { name: "key to paint, at rest, p50", measured: quantile(atRest, 0.5), unit: "ms", limit: 20 },
    { name: "key to paint, 10,000 lines/s, p95", measured: quantile(inFlood, 0.95), unit: "ms", limit: 75 },
    {
      name: "key to paint, 10,000 lines/s, p95",
      measured: quantile(inFlood, 0.95),
      unit: "ms",
      reference: { name: "at rest, p95", value: quantile(atRest, 0.95) },
      limit: 1.6,
    },
    { name: "event loop delay in the flood, p99", measured: p99, unit: "ms", limit: 20 },
    { name: "event loop delay in the flood, longest", measured: max, unit: "ms", limit: 50 },
    { name: "  of a Node that does nothing, at that time", measured: await machine, unit: "ms", limit: 50 },
  ];
};

/** The longest event loop delay of an idle Node process within eight seconds, in milliseconds, as a reference. */
async function longestOfIdleNode(): Promise<number> {
  const program =
    "const d=require('node:perf_hooks').monitorEventLoopDelay({resolution:1});" +
    "d.enable();setTimeout(()=>console.log(d.max/1e6),8000)";
  return Number((await promisify(execFile)(process.execPath, ["-e", program])).stdout);
}

/** Types letters into a search, and returns the milliseconds until each is on the screen. */
export async function keyTimes(pty: Pty): Promise<readonly number[]> {
  const times: number[] = [];
  pty.type("2/");
  await pty.until((text) => text.includes("enter finds"));
  for (let query = ""; times.length < KEYS;) {
    if (query.length === 12) {
      pty.type("\u0015");
      await pty.until((text) => !text.includes(`/${query}`));
      query = "";
    }
    query += "qxzjkvw".charAt(times.length % 7);
    await sleep(PAUSE_MS + (times.length % 5) * 7);
    const start = performance.now();
    pty.type(query.slice(-1));
    await pty.until((text) => text.includes(`/${query}`));
    times.push(performance.now() - start);
  }
  pty.type("\u001b");
  return times;
}
