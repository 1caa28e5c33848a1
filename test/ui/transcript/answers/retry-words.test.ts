import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { createWaits } from "../../../../src/engine/model/limit-waits.ts";
import { emptyProgress } from "../../../../src/state/progress/reduce.ts";
import { createLineReader } from "../../../../src/ui/transcript/answers/line-reader.ts";
import { readRetries } from "../../../../src/ui/transcript/answers/retry-words.ts";
import { realClock } from "../../../support/clock.ts";
import { until } from "../../../support/until.ts";

const HOUR = 3_600_000;
const { signal } = new AbortController();

function typing() {
  const input = new PassThrough();
  const reader = createLineReader(input);
  const waits = createWaits(realClock);
  const issues = [{ id: "07", title: "", priority: "P1", dependencies: [] }];
  const progress = { ...emptyProgress("m3"), outline: [{ number: 1, name: "P", issues }] };
  const stop = readRetries(reader, waits, () => progress);
  return { input, reader, waits, stop };
}

test("`retry` ends a wait, and every other line waits for its question", async () => {
  const { input, reader, waits } = typing();
  const waiting = waits.sleep(HOUR, signal);
  input.write("fix\n Retry\nskip\n");
  await waiting;
  expect([await reader.next(signal), await reader.next(signal)]).toEqual(["fix", "skip"]);
  reader.close();
});

test("`retry` typed before a wait ends it where it is the next line, and only once", async () => {
  const { input, reader, waits } = typing();
  input.write("retry\nretry\nfix\n");
  await until(() => input.readableLength === 0);
  await new Promise(setImmediate);
  await waits.sleep(HOUR, signal);
  expect([await reader.next(signal), await reader.next(signal)]).toEqual(["retry", "fix"]);
  reader.close();
});

test("`07 retry` ends the wait of that issue only, and every other named line waits for its question", async () => {
  const { input, reader, waits } = typing();
  const ended: string[] = [];
  const waiting = waits.sleep(HOUR, signal, "07").then(() => ended.push("07"));
  const other = waits.sleep(HOUR, signal, "08").then(() => ended.push("08"));
  input.write("08 fix\n#7: Retry\nq1 retry\n");
  await waiting;
  expect(ended).toEqual(["07"]);
  expect([await reader.next(signal), await reader.next(signal)]).toEqual(["08 fix", "q1 retry"]);
  waits.retryNow();
  await other;
  reader.close();
});

test("`retry` is an answer while a question is open", async () => {
  const { input, reader, waits } = typing();
  const asked = reader.next(signal);
  const waiting = waits.sleep(HOUR, AbortSignal.any([signal, AbortSignal.timeout(50)])).catch(() => "still waited");
  input.write("retry\n");
  expect(await asked).toBe("retry");
  expect(await waiting).toBe("still waited");
  reader.close();
});
