import { mkdtemp, realpath } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeDemoRepository } from "../../demo/repository.ts";
import type { Invocation } from "../arguments.ts";
import { run } from "./run.ts";
import { isInteractive } from "../terminal/terminal.ts";

/** The agent's pause after each step on the screen, so that a person can follow. Without a screen there is no pause. */
const PACE_MS = 350;

/** `milestone-tui demo`: runs a whole milestone in a throw-away repository, without an account or a network. */
export async function demo({ flags }: Invocation): Promise<number> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "milestone-demo-")));
  const hasScreen = isInteractive() && flags.plain !== true && flags.json !== true;
  const { root } = await makeDemoRepository(folder, {
    node: process.execPath,
    agent: fileURLToPath(new URL("./demo-agent.js", import.meta.url)),
    pace: hasScreen ? PACE_MS : 0,
  });
  process.env["MILESTONE_TUI_STATE_DIR"] = join(folder, "state");
  process.stderr.write(`Demo repository: ${root}\n`);
  const code = await run({ command: "run", operands: ["m3"], flags: { ...flags, directory: root } });
  process.stderr.write(
    `Demo repository: ${root}\n` +
      (code !== 0 ? `Resume with: MILESTONE_TUI_STATE_DIR=${join(folder, "state")} milestone-tui m3 -C ${root}\n` : ""),
  );
  return code;
}
