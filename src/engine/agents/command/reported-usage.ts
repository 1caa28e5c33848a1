import { z } from "zod";
import type { Meter } from "../meter.ts";
import { readResultFile } from "./result-file.ts";

const figure = z.number().min(0).optional().catch(undefined);

/** `usage` in the result file of work or of a review, as far as it makes sense: it decides nothing else. */
const schema = z.object({
  usage: z.object({
    usd: figure,
    tokens: figure,
    inputTokens: figure,
    outputTokens: figure,
    cachedTokens: figure,
    model: z.string().optional().catch(undefined),
  }),
});

/** What the agent says that its task took, where it says so; also where it failed. */
export async function readUsage(resultFile: string, meter: Meter): Promise<void> {
  const result = await readResultFile(resultFile, schema);
  if (result.state !== "valid") return;
  const { usd, tokens, inputTokens, outputTokens, cachedTokens = 0, model } = result.value.usage;
  const total = tokens ?? (inputTokens ?? 0) + (outputTokens ?? 0) + cachedTokens;
  if (total > 0) meter.tokens([{ model, total, input: inputTokens, output: outputTokens, cached: cachedTokens }]);
  if (usd !== undefined) meter.cost(usd);
}
