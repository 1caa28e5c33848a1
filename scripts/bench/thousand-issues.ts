import { setTimeout as sleep } from "node:timers/promises";
import type { Benchmark } from "./figure.ts";
import { quantile } from "./measure.ts";
import { keyTimes } from "./keys.ts";
import { openStream } from "./open-stream.ts";

const STEPS = 40;
const PAUSE_MS = 130;

/** Measures keys and moving through the list with 1,000 issues. */
export const thousandIssues: Benchmark = async (context) => {
  const { pty } = await openStream(context, ["--issues", "1000"]);
  const moves: number[] = [];
  for (let at = 2; at < STEPS; at += 1) {
    await sleep(PAUSE_MS);
    const start = performance.now();
    pty.type("j");
    await pty.until((text) => text.includes(`${at} of 1000`));
    moves.push(performance.now() - start);
  }
  const typed = await keyTimes(pty);
  await pty.kill();
  return [
    { name: "1,000 issues: selection, p50", measured: quantile(moves, 0.5), unit: "ms", limit: 20 },
    { name: "1,000 issues: selection, p95", measured: quantile(moves, 0.95), unit: "ms", limit: 75 },
    { name: "1,000 issues: key to paint, p50", measured: quantile(typed, 0.5), unit: "ms", limit: 20 },
  ];
};
