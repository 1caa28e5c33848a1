import { PassThrough } from "node:stream";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { MilestoneError, RunEnded } from "../../src/engine/model/errors.ts";
import type { Question } from "../../src/engine/model/stop.ts";
import { emptyProgress } from "../../src/state/progress/reduce.ts";
import { createLineDecider } from "../../src/ui/transcript/answers/line-decider.ts";
import { createLineReader } from "../../src/ui/transcript/answers/line-reader.ts";

const question: Question = {
  id: "q1",
  issue: "01",
  commands: ["approve", "skip", "abort"],
  askedAt: "",
  stop: { kind: "licence", evidence: { of: "error", message: "no" }, fingerprints: [] },
};

test("any input gives an offered command or ends the run, and no control character is echoed", async () => {
  const words = fc.constantFrom(
    "approve",
    "a",
    "s",
    "ab",
    "APPROVE",
    " skip ",
    "status",
    "help",
    "?",
    "panic",
    "approve approve",
    "app\u0000rove",
  );
  const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array));
  const input = fc.array(
    fc.oneof(
      words.map((word) => Buffer.from(`${word}\n`)),
      fc.string({ unit: "binary" }).map((text) => Buffer.from(text)),
      bytes,
    ),
    { maxLength: 8 },
  );
  await fc.assert(
    fc.asyncProperty(input, async (chunks) => {
      const stream = new PassThrough();
      const output: string[] = [];
      const decider = createLineDecider({
        reader: createLineReader(stream),
        progress: () => emptyProgress("m3"),
        say: (lines) => output.push(...lines),
      });
      const answer = decider.answer(question, new AbortController().signal).catch((error: unknown) => error);
      for (const chunk of chunks) stream.write(chunk);
      stream.end();
      const given = await answer;
      const ended = given instanceof RunEnded || (given instanceof MilestoneError && given.code === "stopped");
      expect(ended || question.commands.some((command) => command === given)).toBe(true);
      // Only the whole word `approve` accepts a risk.
      if (given === "approve")
        expect(Buffer.concat(chunks).toString("utf8").toLowerCase()).toMatch(/(^|[\r\n])\s*approve\s*([\r\n]|$)/);
      // oxlint-disable-next-line no-control-regex -- the test is about control characters
      expect(output.join("\n")).not.toMatch(/[\0-\x08\x0b-\x1f\x7f-\x9f]/);
    }),
  );
});
