// Reads the tokens from the answer to a turn: from the field of the protocol, or by model from the private field
// `quota` that claude, codex and gemini share.
import { z } from "zod";
import type { ModelTokens } from "../../prices.ts";

const count = z.number().min(0);
const optional = count.nullish().catch(undefined);

const usageSchema = z.object({
  totalTokens: optional,
  inputTokens: optional,
  outputTokens: optional,
  cachedReadTokens: optional,
  cachedWriteTokens: optional,
  // Names that the private field uses.
  cachedInputTokens: optional,
  cacheWriteInputTokens: optional,
});

/** Token counts of the private field. gemini writes `input_tokens` where the others write `inputTokens`. */
const tokenCount = z
  .record(z.string(), z.unknown())
  .transform((fields) =>
    Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [
        name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
        value,
      ]),
    ),
  )
  .pipe(usageSchema);

const quotaSchema = z.object({
  quota: z.object({
    token_count: tokenCount.nullish().catch(undefined),
    model_usage: z.array(z.object({ model: z.string(), token_count: tokenCount })).catch([]),
  }),
});

/**
 * Returns the tokens that a turn used, by model. Empty where the answer has no figures.
 * @param model the model of the session, for figures without a model
 */
export function turnTokens(
  { usage, meta }: { readonly usage: unknown; readonly meta: unknown },
  model: string | undefined,
): readonly ModelTokens[] {
  const quota = quotaSchema.safeParse(meta).data?.quota;
  const byModel = (quota?.model_usage ?? []).flatMap(({ token_count, model: name }) => tokensOf(token_count, name));
  if (byModel.length > 0) return byModel;
  return tokensOf(usageSchema.safeParse(usage).data ?? quota?.token_count ?? {}, model);
}

function tokensOf(counts: z.infer<typeof usageSchema>, model: string | undefined): readonly ModelTokens[] {
  const input = counts.inputTokens ?? undefined;
  const output = counts.outputTokens ?? undefined;
  const cached =
    (counts.cachedReadTokens ?? counts.cachedInputTokens ?? 0) +
    (counts.cachedWriteTokens ?? counts.cacheWriteInputTokens ?? 0);
  const total = counts.totalTokens ?? (input ?? 0) + (output ?? 0) + cached;
  // Every turn uses tokens, so a total of zero means that the agent does not count them.
  return total === 0 ? [] : [{ model, total, input, output, cached }];
}

const optionSchema = z.object({ category: z.literal("model"), currentValue: z.string() });

/** Returns the current model from the config options of a session; undefined where they name none. */
export function modelIn(options: unknown): string | undefined {
  const list = Array.isArray(options) ? options : [];
  return list.map((option) => optionSchema.safeParse(option).data?.currentValue).find((value) => value !== undefined);
}
