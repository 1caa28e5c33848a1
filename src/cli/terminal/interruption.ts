import { killLive } from "../../engine/process/supervised-process.ts";
import { RunEnded } from "../../engine/model/errors.ts";

/** Ends a run when the process is told to: first in order, then in alarm, then at once. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** Aborted by an alarm, as the second ctrl-c is one: everything was killed, and what is left to do has to be done within seconds. */
  readonly panic: AbortSignal;
  /** What ctrl-c does: the first call ends the run in order, the second in alarm, the third at once. */
  interrupt(): void;
  /** The alarm without a ctrl-c before it: everything is killed now. */
  alarm(): void;
  /** While this is done, ctrl-c in the terminal is for somebody else: the editor or pager that has it. */
  elsewhere<T>(during: () => Promise<T>): Promise<T>;
  /** Exit code of what interrupted, e.g. 130; undefined where nothing did. */
  readonly exitCode: number | undefined;
  off(): void;
}

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
/** Stopped by a word or a key, not by a signal. */
const STOPPED = 3;

/** Saving the state and telling the forge may take this long after an alarm, in milliseconds. */
const PANIC_MS = 2_500;

/** @param atOnce the last thing done where it ends at once; must not wait */
export function watchInterruptions(atOnce: () => void): Interruption {
  const controller = new AbortController();
  const panic = new AbortController();
  let exitCode: number | undefined;
  let lent = 0;

  function interruptWith(code: number): void {
    if (exitCode === undefined) {
      exitCode = code;
      controller.abort(new RunEnded("interrupted"));
    } else if (code === SIGNALS.SIGINT && !panic.signal.aborted) {
      killAll();
    } else {
      end();
    }
  }

  function alarm(): void {
    exitCode ??= STOPPED;
    controller.abort(new RunEnded("panic"));
    if (!panic.signal.aborted) killAll();
  }

  function killAll(): void {
    panic.abort();
    killLive();
    setTimeout(end, PANIC_MS).unref();
  }

  function end(): void {
    atOnce();
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
    async elsewhere(during) {
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
