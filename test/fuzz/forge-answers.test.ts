import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import * as fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { MilestoneError } from "../../src/engine/model/errors.ts";
import { createGitHubForge } from "../../src/engine/forges/github/github-forge.ts";
import { Token } from "../../src/engine/forges/github/api/token.ts";
import { instantClock, newPull } from "../support/github/forge-on.ts";

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

const pull = {
  number: 1,
  node_id: "n",
  html_url: "u",
  title: "t",
  body: null,
  state: "open",
  draft: false,
  merged_at: null,
  labels: [],
  head: { ref: "feat/x", sha: "1".repeat(40), repo: null },
  base: { ref: "milestone/m3" },
};
const almostPull = fc
  .record({ key: fc.constantFrom(...Object.keys(pull)), value: fc.jsonValue() })
  .map(({ key, value }) => ({ ...pull, [key]: value }));
const body = fc.oneof(
  fc.json(),
  fc.array(almostPull, { maxLength: 3 }).map((list) => JSON.stringify(list)),
  fc.string(),
  fc.constant("<html>502</html>"),
  fc.constant('{"data":null}'),
);
const answer: fc.Arbitrary<Answer> = fc.record({
  status: fc.constantFrom(200, 200, 200, 201, 204, 301, 400, 401, 403, 404, 409, 422, 429, 500, 503),
  type: fc.constantFrom("application/json", "text/html", "application/octet-stream"),
  body,
});

test("any answer of the forge is either parsed or gives a MilestoneError", async () => {
  let answers: readonly Answer[] = [];
  let requests = 0;
  const server = createServer((request, response) => {
    request.resume();
    const next = answers[requests++ % answers.length];
    if (next === undefined || requests > 200) return void response.destroy();
    response.writeHead(next.status, { "content-type": next.type });
    response.end(next.status === 204 ? undefined : next.body);
  }).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  const signal = new AbortController().signal;

  await fc.assert(
    fc.asyncProperty(fc.array(answer, { minLength: 1, maxLength: 4 }), async (given) => {
      answers = given;
      requests = 0;
      const forge = createGitHubForge({
        connection: { owner: "o", repo: "r", host: "127.0.0.1", apiUrl: `http://127.0.0.1:${port}` },
        token: new Token("token", "GITHUB_TOKEN"),
        clock: instantClock(),
        onWait: () => {},
        isProtected: () => false,
        writeSpacingMs: 0,
        retryMs: 1,
        timeoutMs: 2000,
      });
      for (const call of [
        () => forge.check(signal),
        () => forge.pullsOf("feat/x", signal),
        () => forge.pullsInto("milestone/m3", signal),
        () => forge.status(1, signal),
        () => forge.openPull(newPull("feat/x", "1".repeat(40)), signal),
        () => forge.updatePull(1, { body: "x", draft: true }, signal),
      ]) {
        const outcome = await call().catch((error: unknown) => error);
        if (outcome instanceof Error) expect(outcome, outcome.stack).toBeInstanceOf(MilestoneError);
      }
    }),
    {
      numRuns: 60,
      examples: [" ", "null", "<html>502</html>", '{"total_count":3}'].map((body) => [
        [{ status: 200, type: "application/json", body }],
      ]),
    },
  );
});
