// The screen on a real ledger with real logs, and log lines at a given rate. On SIGUSR2 it writes the event loop's
// delays since the last signal to stream.json: stream.js FOLDER [--issues N] [--lines PER_SECOND] [--running]
// [--agents N] [--asking] [--watched]
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { keepHeapSmall } from "../../../src/cli/composition/small-heap.ts";
import { openLedger } from "../../../src/state/ledger/ledger.ts";
import { openLogs } from "../../../src/state/logs/log-writer.ts";
import { runScreen } from "../../../src/ui/screen/run-screen.tsx";
import { simulatedOutline } from "../../simulated/outline.ts";
import { phaseQuestion } from "../../simulated/stops.ts";

const {
  values,
  positionals: [folder = "."],
} = parseArgs({
  allowPositionals: true,
  options: {
    issues: { type: "string", default: "12" },
    lines: { type: "string", default: "0" },
    running: { type: "boolean", default: false },
    agents: { type: "string", default: "1" },
    asking: { type: "boolean", default: false },
    watched: { type: "boolean", default: false },
  },
});
keepHeapSmall();
const logs = await openLogs(folder);
const ledger = await openLedger({
  folder,
  milestone: "m3",
  clock: { now: () => new Date() },
  lock: { assertHeld: () => {} },
  logs,
  onListenerError: (error) => {
    throw error;
  },
});
await ledger.record({ type: "run.started", milestone: "m3", resumed: false, version: "0", autonomous: false });
await ledger.record({
  type: "plan.loaded",
  path: "p",
  title: "A milestone",
  digest: "d",
  phases: simulatedOutline(Number(values.issues)),
});
const atWork = Array.from({ length: Number(values.agents) }, (_, index) => `0${index + 1}`);
if (values.running) {
  if (atWork.length > 1) await ledger.record({ type: "lanes.changed", lanes: atWork.length });
  for (const issue of atWork) {
    await ledger.record({ type: "issue.started", issue, title: "One", github: 100 + Number(issue), phase: 1 });
    await ledger.record({ type: "step.started", issue, step: "implement", round: 0 });
  }
}
if (values.asking)
  await ledger.record({ type: "question.asked", question: phaseQuestion(1, new Date().toISOString()) });
void runScreen({
  store: ledger.store,
  subscribe: ledger.subscribe,
  answer: () => {},
  interrupt: () => process.exit(),
  now: Date.now,
  actions: {},
  look: { color: "true", theme: "dark", glyphs: "unicode", links: false, screenReader: false },
  signal: new AbortController().signal,
});

let written = 0;
const delay = monitorEventLoopDelay({ resolution: 1 });
// Only on demand: the monitor wakes the process a thousand times a second, which costs more than an idle screen.
if (values.watched) delay.enable();
process.on("SIGUSR2", () => {
  writeFileSync(
    join(folder, "stream.json"),
    JSON.stringify({ p99: delay.percentile(99) / 1e6, max: delay.max / 1e6, written }),
  );
  delay.reset();
});
const perTurn = Number(values.lines) / 100;
const start = performance.now();
if (perTurn > 0) {
  for (;;) {
    // Emit all lines that are due by now, so that a late timer does not lower the rate.
    const due = Math.floor(((performance.now() - start) / 10) * perTurn);
    for (; written < due; written += 1) {
      ledger.emit({
        type: "log",
        issue: atWork[written % atWork.length],
        source: "test",
        text: `line ${written}: ${"the quick brown fox jumps over the lazy dog ".repeat(1 + (written % 3))}`,
      });
    }
    await sleep(10);
  }
}
