import { describe, expect, test } from "vitest";
import { createHub } from "../../../src/state/ledger/event-hub.ts";

describe("backpressure of the hub", () => {
  test("lasts until the slowest listener keeps up again", async () => {
    const hub = createHub((error) => {
      throw error;
    });
    const slow = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    hub.subscribe(() => undefined);
    expect(hub.drained()).toBeUndefined();
    const stops = slow.map(({ promise }) =>
      hub.subscribe(
        () => undefined,
        () => promise,
      ),
    );
    let settled = false;
    const drained = hub.drained()?.finally(() => {
      settled = true;
    });
    slow[0]?.resolve();
    await new Promise(setImmediate);
    expect(settled).toBe(false);
    slow[1]?.resolve();
    await drained;
    for (const stop of stops) stop();
    expect(hub.drained()).toBeUndefined();
  });
});
