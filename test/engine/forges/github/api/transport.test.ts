import { expect, test } from "vitest";
import { createTransport } from "../../../../../src/engine/forges/github/api/transport.ts";
import { createWaits } from "../../../../../src/engine/model/limit-waits.ts";
import { realClock } from "../../../../support/clock.ts";
import { until } from "../../../../support/until.ts";

test("a rate limit holds back all requests, and an early retry releases all of them and later ones", async () => {
  const waits = createWaits(realClock);
  const reasons: string[] = [];
  let answers = 0;
  const send = createTransport({
    clock: realClock,
    waits,
    timeoutMs: 10_000,
    onWait: (_, reason) => reasons.push(reason),
    fetch: () =>
      Promise.resolve(
        answers++ === 0
          ? new Response("{}", { status: 429, headers: { "retry-after": "3600" } })
          : new Response("{}", { status: 200 }),
      ),
  });
  const first = send("https://example.invalid/1", { method: "POST" });
  await until(() => reasons.length === 1);
  const second = send("https://example.invalid/2", { method: "POST" });
  expect(answers).toBe(1);
  await until(() => waits.retryNow());
  expect((await Promise.all([first, second])).map(({ status }) => status)).toEqual([200, 200]);
  expect((await send("https://example.invalid/3", { method: "POST" })).status).toBe(200);
  expect(reasons).toEqual(["GitHub's rate limit"]);
});
