import { killAllProcessGroups } from "../../engine/process/supervised-process.ts";
import { RunEnded } from "../../engine/model/errors.ts";

/** Ends a run on a signal or a key, at three levels: in order, by an alarm (kills all child processes), at once. */
export interface Interruption {
  /** Aborted when the run has to end, at any level. */
  readonly signal: AbortSignal;
  /** Aborted by an alarm. All child processes are killed then, and the process exits within seconds. */
  readonly panic: AbortSignal;
  /** Does what ctrl-c does: the first call ends the run in order, the second raises the alarm, the third exits. */
  interrupt(): void;
  /** Raises the alarm without an earlier ctrl-c: all child processes are killed now. */
  alarm(): void;
  /** Ignores ctrl-c while `during` runs: the editor or pager that has the terminal handles it. */
  lendTerminal<T>(during: () => Promise<T>): Promise<T>;
  /** The exit code of the interruption, e.g. 130 for SIGINT; undefined where there was none. */
  readonly exitCode: number | undefined;
  /** Removes the signal handlers. */
  off(): void;
}

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
/** The exit code after an alarm that a key or a command raised, not a signal. */
const STOPPED = 3;

/** Time between an alarm and the exit, to save the state and inform the forge, in milliseconds. */
const PANIC_MS = 2_500;

/** @param beforeExit called right before the process exits at once; must be synchronous */
export function watchInterruptions(beforeExit: () => void): Interruption {
  const controller = new AbortController();
  const panic = new AbortController();
  let exitCode: number | undefined;
  /** Calls of `lendTerminal` that have not settled. */
  let lent = 0;

  function interruptWith(code: number): void {
    if (exitCode === undefined) {
      exitCode = code;
      controller.abort(new RunEnded("interrupted"));
    } else if (code === SIGNALS.SIGINT && !panic.signal.aborted) {
      killAll();
    } else {
      exit();
    }
  }

  function alarm(): void {
    exitCode ??= STOPPED;
    controller.abort(new RunEnded("panic"));
    if (!panic.signal.aborted) killAll();
  }

  function killAll(): void {
    panic.abort();
    killAllProcessGroups();
    setTimeout(exit, PANIC_MS).unref();
  }

  function exit(): void {
    beforeExit();
    process.exit(exitCode);
  }

  function onSignal(code: number): void {
    if (lent === 0 || code !== SIGNALS.SIGINT) interruptWith(code);
  }

  const handlers = Object.entries(SIGNALS).map(([name, code]) => ({ name, handler: () => onSignal(code) }));
  for (const { name, handler } of handlers) process.on(name, handler);
  return {
    signal: controller.signal,
    panic: panic.signal,
    interrupt: () => interruptWith(SIGNALS.SIGINT),
    alarm,
    async lendTerminal(during) {
      lent += 1;
      try {
        return await during();
      } finally {
        lent -= 1;
      }
    },
    get exitCode() {
      return exitCode;
    },
    off() {
      for (const { name, handler } of handlers) process.off(name, handler);
    },
  };
}
