import { runScreen, type ScreenOptions } from "../../ui/screen/run-screen.tsx";
import { KEEP_TITLE, RESTORE_TITLE } from "./actions/terminal-sequences.ts";
import type { Interruption } from "./interruption.ts";
import type { createOutput } from "./output.ts";
import type { TerminalGuard } from "./terminal-guard.ts";

/** The screen on this process's own terminal. */
export interface TerminalScreen {
  /** Settles when the screen is gone, whoever closed it. */
  readonly left: Promise<void>;
  /** Leaves the terminal as it was. */
  close(): Promise<void>;
}

export interface TerminalScreenOptions extends Omit<ScreenOptions, "signal" | "interrupt" | "stdin" | "stdout"> {
  /** Started by the caller, as early as it can be. */
  readonly guard: TerminalGuard;
  readonly interruption: Interruption;
  readonly output: ReturnType<typeof createOutput>;
}

/** Settles once the first frame is there. */
export async function openTerminalScreen({
  guard,
  interruption,
  output,
  ...options
}: TerminalScreenOptions): Promise<TerminalScreen> {
  leaveWithTerminal(process.stdin, interruption.interrupt);
  await guard.ready;
  output.write(KEEP_TITLE);
  const closing = new AbortController();
  const left = runScreen({ ...options, interrupt: interruption.interrupt, signal: closing.signal });
  return {
    left,
    async close() {
      if (closing.signal.aborted) return;
      closing.abort();
      await left;
      output.write(RESTORE_TITLE);
      guard.dismiss();
    },
  };
}

/** A terminal that is gone (its window closed, the connection lost, the shell killed) answers no question any more. */
function leaveWithTerminal(stdin: NodeJS.ReadStream, leave: () => void): void {
  stdin.once("error", leave);
  stdin.once("end", leave);
}
