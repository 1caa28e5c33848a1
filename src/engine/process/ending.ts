import { setTimeout as delay } from "node:timers/promises";

/** Milliseconds. A process that does not end on SIGKILL hangs in the kernel, and is not waited for after this time. */
const GIVE_UP_MS = 15_000;

/**
 * Ends processes with SIGTERM and, after the grace period, with SIGKILL, until none is left. Returns at once where
 * there is none.
 * @param find returns the processes that are alive; called repeatedly, since they may start children meanwhile
 * @param graceMs time between SIGTERM and SIGKILL
 * @param isWrapper whether a process only wraps others: it ends by itself after them, and would kill them on SIGTERM
 */
export async function endAll(
  find: () => readonly number[],
  graceMs: number,
  isWrapper: (pid: number) => boolean = () => false,
): Promise<void> {
  if (find().length === 0) return;
  const signalable = () => find().filter((pid) => !isWrapper(pid));
  signalAll(signalable(), "SIGTERM");
  // A stopped process handles SIGTERM only once it continues.
  signalAll(signalable(), "SIGCONT");
  if (await waitUntilGone(find, graceMs)) return;
  await waitUntilGone(() => {
    const alive = find();
    signalAll(alive, "SIGKILL");
    return alive;
  }, GIVE_UP_MS);
}

/** Waits until `find` returns no process; false where that takes longer than `ms`. */
export async function waitUntilGone(find: () => readonly number[], ms: number): Promise<boolean> {
  const end = performance.now() + ms;
  for (let pause = 1; performance.now() < end; pause = Math.min(pause * 2, 50)) {
    if (find().length === 0) return true;
    await delay(pause);
  }
  return find().length === 0;
}

function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch {
      // The process has ended meanwhile.
    }
  }
}
