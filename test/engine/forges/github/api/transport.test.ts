import { expect, test } from "vitest";
import { createTransport } from "../../../../../src/engine/forges/github/api/transport.ts";
import { createWaits } from "../../../../../src/engine/model/limit-waits.ts";
import { realClock } from "../../../../support/clock.ts";
import { until } from "../../../../support/until.ts";

test("a limit holds all requests, and whoever wants it tried at once lets all of them go, later ones too", async () => {
  const waits = createWaits(realClock);
  const told: string[] = [];
  let answers = 0;
  const send = createTransport({
    clock: realClock,
    waits,
    timeoutMs: 10_000,
    onWait: (_, reason) => told.push(reason),
    fetch: () =>
      Promise.resolve(
        answers++ === 0
          ? new Response("{}", { status: 429, headers: { "retry-after": "3600" } })
          : new Response("{}", { status: 200 }),
      ),
  });
  const first = send("https://example.invalid/1", { method: "POST" });
  await until(() => told.length === 1);
  const second = send("https://example.invalid/2", { method: "POST" });
  expect(answers).toBe(1);
  await until(() => waits.retryNow());
  expect((await Promise.all([first, second])).map(({ status }) => status)).toEqual([200, 200]);
  expect((await send("https://example.invalid/3", { method: "POST" })).status).toBe(200);
  expect(told).toEqual(["GitHub's rate limit"]);
});
