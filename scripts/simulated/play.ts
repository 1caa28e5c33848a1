// The program that screen-demo.ts bundles and runs: a simulated run on the real screen.
import { parseArgs } from "node:util";
import { runScreen } from "../../src/ui/screen/run-screen.tsx";
import { simulatedRun } from "./run.ts";

const { values } = parseArgs({
  options: {
    issues: { type: "string", default: "12" },
    speed: { type: "string", default: "4" },
    flood: { type: "string", default: "0" },
    lanes: { type: "string", default: "1" },
    clock: { type: "string", default: "1" },
    color: { type: "string", default: "true" },
    theme: { type: "string", default: "dark" },
    ascii: { type: "boolean", default: false },
    reader: { type: "boolean", default: false },
  },
});
const closed = new AbortController();
const began = Date.now();
/** With `--clock 30`, the clocks of the screen run thirty times as fast. */
const now = () => began + (Date.now() - began) * Number(values.clock);
const run = simulatedRun({
  issues: Number(values.issues),
  speed: Number(values.speed),
  flood: Number(values.flood),
  lanes: Number(values.lanes),
  now,
  signal: closed.signal,
});
let interrupts = 0;
const interrupt = () => {
  interrupts += 1;
  if (interrupts > 1) closed.abort();
  else run.interrupt();
};
// Before the terminal is in raw mode, ctrl-c arrives as a signal.
process.on("SIGINT", interrupt);
void run.play().catch((error: unknown) => {
  if (!closed.signal.aborted) throw error;
});
await runScreen({
  ...run,
  interrupt,
  look: {
    color: (["none", "16", "256", "true"] as const).find((depth) => depth === values.color) ?? "true",
    theme: values.theme === "light" ? "light" : "dark",
    glyphs: values.ascii ? "ascii" : "unicode",
    links: false,
    screenReader: values.reader,
  },
  actions: {
    setLanes: run.setLanes,
    details: () =>
      Promise.resolve({
        spec: [
          "# Add API key service",
          "",
          "## Acceptance Criteria",
          "- [ ] Keys expire",
          "- [ ] A revoked key answers 401",
          "",
        ].join("\n"),
        diff: [
          "diff --git a/src/api/keys.py b/src/api/keys.py",
          "@@ -1,3 +1,4 @@",
          " import os",
          "-import re",
          "+from services import api_key",
          "+",
          "",
        ].join("\n"),
      }),
  },
  now,
  signal: closed.signal,
});
closed.abort();
process.off("SIGINT", interrupt);
console.log(`closed after ${Object.keys(run.store.getState().progress.issues).length} issues`);
