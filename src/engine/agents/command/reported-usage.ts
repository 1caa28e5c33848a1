import { z } from "zod";
import type { Meter } from "../meter.ts";
import { readResultFile } from "./result-file.ts";

const figure = z.number().min(0).optional().catch(undefined);

/** The `usage` in a result file. Malformed figures are ignored; the rest of the file is read elsewhere. */
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

/** Adds what the agent reports to have used to the meter. Also used for failed tasks. */
export async function readUsage(resultFile: string, meter: Meter): Promise<void> {
  const result = await readResultFile(resultFile, schema);
  if (result.state !== "valid") return;
  const { usd, tokens, inputTokens, outputTokens, cachedTokens = 0, model } = result.value.usage;
  const total = tokens ?? (inputTokens ?? 0) + (outputTokens ?? 0) + cachedTokens;
  if (total > 0) meter.tokens([{ model, total, input: inputTokens, output: outputTokens, cached: cachedTokens }]);
  if (usd !== undefined) meter.cost(usd);
}
