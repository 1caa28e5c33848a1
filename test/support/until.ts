import { setTimeout as delay } from "node:timers/promises";

/** Waits until a predicate holds, checking it every 10 ms. @throws Error after 30 s */
export async function until(isSo: () => boolean | Promise<boolean>, what = "the condition"): Promise<void> {
  const end = performance.now() + 30_000;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`Timed out waiting for ${what}`);
    await delay(10);
  }
}
