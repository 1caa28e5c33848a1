import { expect, test } from "vitest";
import { modelIn, turnTokens } from "../../../../../src/engine/agents/acp/protocol/turn-usage.ts";

const known = { model: "session", input: 100, output: 20, cached: 0, total: 120 };

// The shapes are those of claude-agent-acp 0.100, codex-acp 2.6 and gemini-cli 0.61.
test.each<[string, object, object[]]>([
  ["the field of the protocol", { usage: { totalTokens: 120, inputTokens: 100, outputTokens: 20 } }, [known]],
  [
    "with a cache",
    { usage: { totalTokens: 150, inputTokens: 100, outputTokens: 20, cachedReadTokens: 25, cachedWriteTokens: 5 } },
    [{ ...known, cached: 30, total: 150 }],
  ],
  ["a total alone", { usage: { totalTokens: 120 } }, [{ ...known, input: undefined, output: undefined }]],
  [
    "claude, by model",
    {
      usage: { totalTokens: 120, inputTokens: 100, outputTokens: 20 },
      meta: {
        quota: {
          token_count: { totalTokens: 120 },
          model_usage: [
            {
              model: "opus",
              token_count: {
                totalTokens: 100,
                inputTokens: 90,
                cachedInputTokens: 0,
                cachedWriteTokens: 0,
                outputTokens: 10,
              },
            },
            { model: "haiku", token_count: { totalTokens: 20, inputTokens: 10, outputTokens: 10 } },
          ],
        },
      },
    },
    [
      { ...known, model: "opus", input: 90, output: 10, total: 100 },
      { ...known, model: "haiku", input: 10, output: 10, total: 20 },
    ],
  ],
  [
    "gemini, in its own spelling",
    {
      meta: {
        quota: {
          token_count: { input_tokens: 100, output_tokens: 20 },
          model_usage: [{ model: "flash", token_count: { input_tokens: 100, output_tokens: 20 } }],
        },
      },
    },
    [{ ...known, model: "flash" }],
  ],
  ["codex at a 429 that lasts", { usage: null, meta: { quota: { token_count: null, model_usage: [] } } }, []],
  ["zeros, which count as unknown", { usage: { totalTokens: 0, inputTokens: 0, outputTokens: 0 } }, []],
  ["nothing", {}, []],
  ["nonsense", { usage: { totalTokens: -5, inputTokens: "many" }, meta: { quota: 7 } }, []],
])("tokens are read from %s", (_, reported, expected) => {
  expect(turnTokens({ usage: undefined, meta: undefined, ...reported }, "session")).toEqual(expected);
});

test("the model is the current value of the option with category model", () => {
  expect(
    modelIn([
      { category: "mode", currentValue: "ask" },
      { category: "model", currentValue: "gpt-x" },
    ]),
  ).toBe("gpt-x");
  expect(modelIn(undefined)).toBeUndefined();
});
