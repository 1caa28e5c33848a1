import { runScreen, type ScreenOptions } from "../../ui/screen/run-screen.tsx";
import { RESTORE_TITLE, SAVE_TITLE } from "./actions/terminal-sequences.ts";
import type { Interruption } from "./interruption.ts";
import type { createOutput } from "./output.ts";
import type { TerminalGuard } from "./terminal-guard.ts";

/** The screen on the terminal of this process. */
export interface TerminalScreen {
  /** Settles when the screen is closed, by the user or by `close`. */
  readonly left: Promise<void>;
  /** Closes the screen and restores the terminal. */
  close(): Promise<void>;
}

export interface TerminalScreenOptions extends Omit<ScreenOptions, "signal" | "interrupt" | "stdin" | "stdout"> {
  /** Started by the caller, as early as possible. */
  readonly guard: TerminalGuard;
  readonly interruption: Interruption;
  readonly output: ReturnType<typeof createOutput>;
}

/** Settles once the first frame is drawn. */
export async function openTerminalScreen({
  guard,
  interruption,
  output,
  ...options
}: TerminalScreenOptions): Promise<TerminalScreen> {
  onTerminalClosed(process.stdin, interruption.interrupt);
  await guard.ready;
  output.write(SAVE_TITLE);
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

/** Without its terminal (window closed, connection lost, shell killed) the screen can get no answer any more. */
function onTerminalClosed(stdin: NodeJS.ReadStream, callback: () => void): void {
  stdin.once("error", callback);
  stdin.once("end", callback);
}
