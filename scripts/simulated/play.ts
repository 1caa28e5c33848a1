import { parseArgs } from "node:util";
import { runScreen } from "../../src/ui/screen/run-screen.tsx";
import { simulatedRun } from "./run.ts";

const { values } = parseArgs({
  options: {
    issues: { type: "string", default: "12" },
    speed: { type: "string", default: "4" },
    flood: { type: "string", default: "0" },
    color: { type: "string", default: "true" },
    theme: { type: "string", default: "dark" },
    ascii: { type: "boolean", default: false },
    reader: { type: "boolean", default: false },
  },
});
const closed = new AbortController();
const run = simulatedRun({
  issues: Number(values.issues),
  speed: Number(values.speed),
  flood: Number(values.flood),
  signal: closed.signal,
});
let interrupts = 0;
const interrupt = () => {
  interrupts += 1;
  if (interrupts > 1) closed.abort();
  else run.interrupt();
};
// A ctrl-c before the terminal is in raw mode comes as a signal.
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
    details: () =>
      Promise.resolve({
        spec: "# Add API key service\n\n## Acceptance Criteria\n- [ ] Keys expire\n- [ ] A revoked key answers 401\n",
        diff: "diff --git a/src/api/keys.py b/src/api/keys.py\n@@ -1,3 +1,4 @@\n import os\n-import re\n+from services import api_key\n+\n",
      }),
  },
  now: () => Date.now(),
  signal: closed.signal,
});
closed.abort();
process.off("SIGINT", interrupt);
console.log(`closed after ${Object.keys(run.store.getState().progress.issues).length} issues`);
