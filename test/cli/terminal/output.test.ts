import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import { createOutput } from "../../../src/cli/terminal/output.ts";

function output() {
  const stream = new PassThrough({ highWaterMark: 10 });
  let interruptions = 0;
  return {
    stream,
    interruptions: () => interruptions,
    ...createOutput(stream, {
      interrupt: () => {
        interruptions += 1;
      },
    }),
  };
}

describe("output", () => {
  test("reports backpressure while its reader is behind", async () => {
    const { stream, write, drained } = output();
    expect(drained()).toBeUndefined();
    write("more than ten characters");
    const behind = drained();
    expect(behind).toBeInstanceOf(Promise);
    expect(stream.read()?.toString()).toBe("more than ten characters");
    await behind;
    expect(drained()).toBeUndefined();
  });

  test("interrupts the run once when its reader has closed it, and ends all waits", async () => {
    const { stream, write, drained, flush, interruptions } = output();
    write("more than ten characters");
    const behind = drained();
    stream.destroy(new Error("EPIPE"));
    await behind;
    write("more");
    await flush();
    expect([drained(), interruptions()]).toEqual([undefined, 1]);
  });
});
