import { createServer } from "node:http";
import type { RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { Server, Unreachable } from "../../../../src/engine/gates/dependencies/licenses/web.ts";

async function served(
  listener: RequestListener,
  limits: { one: number; all: number },
  signal = new AbortController().signal,
): Promise<Server> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return new Server(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, fetch, signal, limits);
}

test("a server that never answers, or stops in the middle of an answer, is unreachable", async () => {
  const silent = await served(() => {}, { one: 50, all: 60_000 });
  await expect(silent.get("/a")).rejects.toThrow("cannot be reached");
  const halting = await served(
    (_, response) => {
      response.writeHead(200);
      response.write("{");
    },
    // Long enough for the beginning of an answer on a busy machine.
    { one: 1_000, all: 60_000 },
  );
  const answer = await halting.get("/a");
  await expect(answer?.text()).rejects.toBeInstanceOf(Unreachable);
  await expect(halting.get("/b")).rejects.toBeInstanceOf(Unreachable);
});

test("all requests together have a time limit, and answers before it count", async () => {
  let asked = 0;
  const slow = await served(
    (_, response) => {
      asked++;
      if (asked === 1) response.end("{}");
    },
    { one: 60_000, all: 1000 },
  );
  expect(await (await slow.get("/a"))?.text()).toBe("{}");
  await expect(slow.get("/b")).rejects.toThrow("did not answer everything in 1 s");
  await expect(slow.get("/c")).rejects.toThrow("did not answer everything in 1 s");
  expect(asked).toBe(2);
});

test("an aborted run does not count as a failure of the server", async () => {
  const controller = new AbortController();
  const server = await served(
    () => {
      controller.abort(new Error("run aborted"));
    },
    { one: 60_000, all: 60_000 },
    controller.signal,
  );
  await expect(server.get("/a")).rejects.toThrow("run aborted");
});
