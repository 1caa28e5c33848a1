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
  test("has room until its reader is behind, and again when it has caught up", async () => {
    const { stream, write, drained } = output();
    expect(drained()).toBeUndefined();
    write("more than ten characters");
    const behind = drained();
    expect(behind).toBeInstanceOf(Promise);
    expect(stream.read()?.toString()).toBe("more than ten characters");
    await behind;
    expect(drained()).toBeUndefined();
  });

  test("ends the run once when its reader is gone, and keeps nobody waiting", async () => {
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
