import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openPty } from "../support/pty.ts";
import type { Benchmark } from "./figure.ts";
import { inTurns, median, memoryMb, timed } from "./measure.ts";
import { benchRepository } from "./repository.ts";

const ROUNDS = 9;

/**
 * Measures the first useful frame and the memory at that time against the smallest Ink application, and `--version` and
 * `--help` against a Node process that does nothing.
 */
export const startUp: Benchmark = async ({ folder, bin, smallest }) => {
  const { root, stateDir } = benchRepository(await mkdtemp(join(folder, "start-")), {
    issues: 10,
    phases: 1,
    agent: ["sleep", "600"],
  });
  const memory: { readonly ours: number[]; readonly least: number[] } = { ours: [], least: [] };
  const firstFrame = async (args: readonly string[], shows: string, sizes: number[], staysFor = 0) => {
    const start = performance.now();
    const pty = openPty([process.execPath, ...args], {
      columns: 120,
      rows: 40,
      cwd: root,
      env: { MILESTONE_TUI_STATE_DIR: stateDir },
    });
    await pty.until((text) => text.includes(shows));
    const elapsed = performance.now() - start;
    sizes.push(memoryMb(pty.pid));
    await sleep(staysFor);
    await pty.kill();
    return elapsed;
  };
  // The very first start is not measured: it fills the compile cache, which is written after 2 s.
  await firstFrame([bin, "m1"], "2 Issues", [], 3000);
  const [frame, leastFrame] = await inTurns(
    ROUNDS,
    () => firstFrame([bin, "m1"], "2 Issues", memory.ours),
    () => firstFrame([smallest], "hello", memory.least),
  );
  const nothing = () => timed([process.execPath, "-e", "0"], root);
  const [version, idleA] = await inTurns(ROUNDS, () => timed([process.execPath, bin, "--version"], root), nothing);
  const [help, idleB] = await inTurns(ROUNDS, () => timed([process.execPath, bin, "--help"], root), nothing);
  return [
    {
      name: "first frame",
      measured: frame,
      unit: "ms",
      reference: { name: "smallest Ink app", value: leastFrame },
      limit: 1.2,
    },
    { name: "--version", measured: version, unit: "ms", reference: { name: "node -e 0", value: idleA }, limit: 1.5 },
    { name: "--help", measured: help, unit: "ms", reference: { name: "node -e 0", value: idleB }, limit: 1.5 },
    {
      name: "memory at the first frame",
      measured: median(memory.ours),
      unit: "MB",
      reference: { name: "smallest Ink app", value: median(memory.least) },
      limit: 1.5,
    },
  ];
};
