import { setTimeout as delay } from "node:timers/promises";

/** A process that even SIGKILL does not end hangs in the kernel; it is given up after this long, in milliseconds. */
const GIVE_UP_MS = 15_000;

/**
 * Ends processes: SIGTERM, a time of grace, SIGKILL; until none is left. Returns at once where there is none.
 * @param find who is still alive, asked again and again, since they may have children meanwhile
 * @param isKeeper one that ends by itself after those it keeps, and would take them with it if it heard SIGTERM first
 */
export async function endAll(
  find: () => readonly number[],
  graceMs: number,
  isKeeper: (pid: number) => boolean = () => false,
): Promise<void> {
  if (find().length === 0) return;
  const hearing = () => find().filter((pid) => !isKeeper(pid));
  signalAll(hearing(), "SIGTERM");
  // One that is stopped hears SIGTERM only when it goes on.
  signalAll(hearing(), "SIGCONT");
  if (await gone(find, graceMs)) return;
  await gone(() => {
    const alive = find();
    signalAll(alive, "SIGKILL");
    return alive;
  }, GIVE_UP_MS);
}

/** Waits until `find` finds nobody; false when the time is up before that. */
export async function gone(find: () => readonly number[], ms: number): Promise<boolean> {
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
      // It ended by itself meanwhile.
    }
  }
}
