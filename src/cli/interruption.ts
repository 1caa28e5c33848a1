import { RunEnded } from "../engine/run.ts";

/** Ends a run when the process is told to: first in order, then at once. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** What ctrl-c does: the first call ends the run in order, the second at once. */
  interrupt(): void;
  /** Exit code of what interrupted, e.g. 130; undefined where nothing did. */
  readonly exitCode: number | undefined;
  off(): void;
}

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** @param atOnce the last thing done when a second interruption comes; must not wait */
export function watchInterruptions(atOnce: () => void): Interruption {
  const controller = new AbortController();
  let exitCode: number | undefined;

  function interruptWith(code: number): void {
    if (exitCode !== undefined) {
      atOnce();
      process.exit(exitCode);
    }
    exitCode = code;
    controller.abort(new RunEnded("interrupted"));
  }

  const handlers = Object.entries(SIGNALS).map(([name, code]) => ({ name, handler: () => interruptWith(code) }));
  for (const { name, handler } of handlers) process.on(name, handler);
  return {
    signal: controller.signal,
    interrupt: () => interruptWith(SIGNALS.SIGINT),
    get exitCode() { return exitCode; },
    off() { for (const { name, handler } of handlers) process.off(name, handler); },
  };
}
