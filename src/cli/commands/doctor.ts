import { createProcesses } from "../../engine/process/create-processes.ts";
import { sanitize } from "../../engine/text/sanitize.ts";
import type { Invocation } from "../arguments.ts";
import { diagnose } from "../doctor/diagnose.ts";
import type { Diagnosis } from "../doctor/diagnosis.ts";
import { readPlatform } from "../composition/platform.ts";

/** Long enough for a slow remote, short enough for a user who waits for the answer. */
const TIME_LIMIT_MS = 30_000;

/**
 * `milestone-tui doctor`: checks what a run needs and says how to fix each problem. Exit code 0 where nothing is
 * missing, else 2, which is also the code a run would end with.
 */
export async function doctor({ flags }: Invocation): Promise<number> {
  const platform = readPlatform(flags);
  let code = 0;
  const signal = AbortSignal.timeout(TIME_LIMIT_MS);
  for await (const diagnosis of diagnose({
    flags,
    platform,
    processes: createProcesses({ isolation: "group" }),
    signal,
    nodeVersion: process.versions.node,
  })) {
    process.stdout.write(`${linesOf(diagnosis).join("\n")}\n`);
    if (diagnosis.state === "missing") code = 2;
  }
  return code;
}

const MARKS = { good: "✓", warning: "⚠️", missing: "✗" } as const;

export function linesOf({ state, text, hint }: Diagnosis): readonly string[] {
  return [`${MARKS[state]} ${text}`, ...(hint === undefined ? [] : [`  → ${hint}`])].map(sanitize);
}
