import { expect, test } from "vitest";
import { MilestoneError } from "../../../src/engine/model/errors.ts";
import type { TransientEvent } from "../../../src/engine/model/transient-events.ts";
import type { Clock, Ledger } from "../../../src/engine/model/ports.ts";
import { withDiskRetry } from "../../../src/state/ledger/retry-on-disk.ts";
import { runStarted } from "../../support/facts.ts";
import { memoryLedger } from "../../support/memory-ledger.ts";

const full = new MilestoneError("state-unwritable", "No space.", { hint: "Free some." });

test("waits for the disk, reports every wait, and continues", async () => {
  const { ledger, emitted, clock } = failing([full, full]);
  await withDiskRetry(ledger, clock, new AbortController().signal).record(runStarted);
  expect(emitted).toEqual(
    [1, 2].map((second) => ({
      type: "waiting",
      issue: undefined,
      until: `2026-01-01T00:00:${second * 5}.000Z`.replace(":5.", ":05."),
      reason: "No space. Free some.",
      commands: [],
    })),
  );
});

test("waits for the disk with several facts, too", async () => {
  const { ledger, emitted, clock } = failing([full]);
  await withDiskRetry(ledger, clock, new AbortController().signal).recordAll([runStarted]);
  expect(emitted.length).toBe(1);
});

test("rejects with the failure of the disk when the run ends", async () => {
  const abort = new AbortController();
  const { ledger, clock } = failing([full, full, full], () => abort.abort());
  await expect(withDiskRetry(ledger, clock, abort.signal).record(runStarted)).rejects.toBe(full);
});

test("does not wait after a failure that is not the disk's", async () => {
  const lost = new MilestoneError("locked", "taken over");
  const { ledger, emitted, clock } = failing([lost]);
  await expect(withDiskRetry(ledger, clock, new AbortController().signal).record(runStarted)).rejects.toBe(lost);
  expect(emitted).toEqual([]);
});

/** A ledger that rejects with each of the failures before it records, and a clock that skips every sleep. */
function failing(failures: unknown[], onSleep = () => {}): { ledger: Ledger; emitted: TransientEvent[]; clock: Clock } {
  const emitted: TransientEvent[] = [];
  let now = Date.UTC(2026, 0, 1);
  return {
    emitted,
    clock: {
      now: () => new Date(now),
      sleep(ms) {
        now += ms;
        onSleep();
        return Promise.resolve();
      },
    },
    ledger: {
      ...memoryLedger(),
      emit: (event) => void emitted.push(event),
      record: (draft) => (failures.length > 0 ? Promise.reject(failures.shift()) : memoryLedger().record(draft)),
      recordAll: () => (failures.length > 0 ? Promise.reject(failures.shift()) : Promise.resolve()),
    },
  };
}
