import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import { afterEach, expect, test } from "vitest";
import { createWebhook, type WebhookOptions } from "../../../src/cli/composition/webhook.ts";
import { EVENT_VERSION, type Stamped } from "../../../src/engine/model/events.ts";
import type { Fact } from "../../../src/engine/model/facts.ts";
import { createRedactor } from "../../../src/engine/text/redact.ts";
import { phaseQuestion, simulatedQuestion } from "../../../scripts/simulated/stops.ts";
import { until } from "../../support/until.ts";

interface Call {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

const open: { close(): void }[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

const AT = "2026-03-02T10:00:00.000Z";
const stamped = (fact: Fact): Stamped => ({ ...fact, v: EVENT_VERSION, seq: 1, at: AT });
const asks = (number: number) => {
  const question = simulatedQuestion(number, "07", AT);
  if (question === undefined) throw new Error(`no question ${number}`);
  return stamped({ type: "question.asked", question });
};

/** A server on loopback that records its calls. */
async function startServer(answer: (response: ServerResponse) => void = (response) => response.end()) {
  const calls: Call[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      calls.push({
        method: request.method,
        path: request.url,
        headers: request.headers,
        body: JSON.parse(Buffer.concat(chunks).toString()),
      });
      answer(response);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  open.push({
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  });
  const address = server.address();
  return { calls, url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/hook/T0PSECRETPATH` };
}

function hook(url: string, more: Partial<WebhookOptions> = {}, settings: Partial<WebhookOptions["settings"]> = {}) {
  const failures: string[] = [];
  const webhook = createWebhook({
    settings: { url, seconds: 30, ...settings },
    environment: {},
    milestone: "m3",
    unattended: false,
    redact: (text) => text,
    onFailure: (text) => {
      failures.push(text);
    },
    ...more,
  });
  return { ...webhook, failures };
}

test("questions and the end of a run cause calls, in order; other events do not", async () => {
  const { calls, url } = await startServer();
  const { watch, flush, failures } = hook("env:HOOK", { environment: { HOOK: url } });
  for (const event of [
    stamped({ type: "phase.started", phase: 1 }),
    asks(7),
    asks(7),
    stamped({ type: "question.answered", id: "q-07", command: "fix", by: "user" }),
    stamped({ type: "question.asked", question: phaseQuestion(1, AT) }),
    stamped({ type: "milestone.completed" }),
    stamped({ type: "run.ended", reason: "interrupted" }),
  ])
    watch(event);
  await flush();
  expect(calls.map(({ body }) => body)).toEqual([
    {
      text: "m3 #07: Tests failing (attempt 1/2) (fix | skip | abort)",
      event: "question",
      milestone: "m3",
      issue: "07",
      question: "q-07",
      commands: ["fix", "skip", "abort"],
      open: 1,
      at: AT,
    },
    {
      text: "m3: Phase 1 complete (continue | skip-phase | abort)",
      event: "question",
      milestone: "m3",
      question: "phase-1",
      commands: ["continue", "skip-phase", "abort"],
      open: 1,
      at: AT,
    },
    { text: "m3: complete", event: "complete", milestone: "m3", at: AT },
    { text: "m3: stopped (interrupted)", event: "ended", milestone: "m3", reason: "interrupted", at: AT },
  ]);
  expect(calls[0]).toMatchObject({
    method: "POST",
    path: "/hook/T0PSECRETPATH",
    headers: { "content-type": "application/json" },
  });
  expect(failures).toEqual([]);
});

test("an unattended run's questions cause no call, and secrets are redacted", async () => {
  const { calls, url } = await startServer();
  const unattended = hook(url, { unattended: true });
  unattended.watch(asks(7));
  await unattended.flush();
  expect(calls).toEqual([]);
  const { watch, flush } = hook(url, { milestone: "hunter2-hunter2", redact: createRedactor(["hunter2-hunter2"]) });
  watch(stamped({ type: "milestone.completed" }));
  await flush();
  expect(calls[0]?.body).toEqual({ text: "[redacted]: complete", event: "complete", milestone: "[redacted]", at: AT });
});

test.each<[string, (response: ServerResponse) => void, Partial<WebhookOptions["settings"]>, string]>([
  ["an error", (response) => response.writeHead(500).end(), {}, "it answered 500"],
  ["a redirect", (response) => response.writeHead(307, { location: "/elsewhere" }).end(), {}, "no usable answer"],
  ["no answer", () => {}, { seconds: 0.2 }, "no answer in time"],
])("%s is reported once, without the address", async (_, answer, settings, reason) => {
  const { calls, url } = await startServer(answer);
  const { watch, failures } = hook(url, {}, settings);
  watch(asks(7));
  watch(stamped({ type: "milestone.completed" }));
  await until(() => calls.length === 2 && failures.length > 0);
  expect(failures).toEqual([`The webhook call failed: ${reason}`]);
  expect(calls.map(({ path }) => path)).toEqual(["/hook/T0PSECRETPATH", "/hook/T0PSECRETPATH"]);
});

test("a server that does not run is reported and does not fail the run", async () => {
  const { url } = await startServer();
  open.pop()?.close();
  const { watch, flush, failures } = hook(url);
  watch(asks(7));
  await flush();
  expect(failures).toEqual(["The webhook call failed: ECONNREFUSED"]);
});

test.each([
  ["env:HOOK", {}, "HOOK is not set"],
  ["env:HOOK", { HOOK: "http://example.com/x" }, "https"],
  ["env:HOOK", { HOOK: "file:///etc/passwd" }, "https"],
  ["env:HOOK", { HOOK: "https://user:secret@example.com/x" }, "https"],
  ["env:HOOK", { HOOK: "nonsense" }, "https"],
])("%s with %j is refused before the run begins", (url, environment, message) => {
  expect(() => hook(url, { environment })).toThrow(message);
});
