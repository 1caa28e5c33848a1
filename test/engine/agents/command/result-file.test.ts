import * as fc from "fast-check";
import { expect, test } from "vitest";
import { parseResult } from "../../../../src/engine/agents/command/result-file.ts";
import { reviewResultSchema, workResultSchema } from "../../../../src/engine/model/findings/review.ts";

test("parsing never throws, and only a value of the schema is valid", () => {
  const json = fc.json().map((text) => new TextEncoder().encode(text));
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array(), json), (bytes) => {
      for (const schema of [reviewResultSchema, workResultSchema]) {
        const result = parseResult<unknown>(bytes, schema);
        if (result.state === "valid") expect(schema.safeParse(result.value).success).toBe(true);
        else expect(result).toEqual({ state: "invalid", reason: expect.stringMatching(/^.+$/) });
      }
    }),
  );
});

test("a byte order mark is ignored", () => {
  expect(parseResult(new TextEncoder().encode('\uFEFF{"summary":"x"}'), workResultSchema)).toEqual({
    state: "valid",
    value: { summary: "x", done: [] },
  });
});
