import { setTimeout as delay } from "node:timers/promises";

/** Waits until something is so, looking often; fails after a long time (30 s) rather than never. */
export async function until(isSo: () => boolean | Promise<boolean>, what = "the condition"): Promise<void> {
  const end = performance.now() + 30_000;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`Waited in vain for ${what}`);
    await delay(10);
  }
}
