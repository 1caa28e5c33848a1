import { createProcesses } from "../../engine/process/create-processes.ts";
import { sanitize } from "../../engine/text/sanitize.ts";
import type { Invocation } from "../arguments.ts";
import { diagnose, type Diagnosis } from "../doctor/diagnose.ts";
import { readPlatform } from "../composition/platform.ts";

/** Long enough for a remote far away, short enough for somebody who waits for the answer. */
const TIME_LIMIT_MS = 30_000;

/**
 * `milestone-tui doctor`: what a run needs, each with how to mend it. Exit code 0 where nothing is missing, else 2: what
 * is missing is the user's to mend, and a run would end with the same code.
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
