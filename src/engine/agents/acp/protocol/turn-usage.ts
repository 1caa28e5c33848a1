// Tokens in the answer to a turn: in the protocol's own field, or by model in the private one that claude, codex and gemini share.
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
  // The names of the private field.
  cachedInputTokens: optional,
  cacheWriteInputTokens: optional,
});

/** gemini writes `input_tokens` where the others write `inputTokens`. */
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
 * What a turn used; empty where nobody tells.
 * @param model of the session, for figures that name none
 */
export function turnTokens(
  { usage, meta }: { readonly usage: unknown; readonly meta: unknown },
  model: string | undefined,
): readonly ModelTokens[] {
  const quota = quotaSchema.safeParse(meta).data?.quota;
  const byModel = (quota?.model_usage ?? []).flatMap((one) => tokensOf(one.token_count, one.model));
  if (byModel.length > 0) return byModel;
  return tokensOf(usageSchema.safeParse(usage).data ?? quota?.token_count ?? {}, model);
}

function tokensOf(told: z.infer<typeof usageSchema>, model: string | undefined): readonly ModelTokens[] {
  const input = told.inputTokens ?? undefined;
  const output = told.outputTokens ?? undefined;
  const cached =
    (told.cachedReadTokens ?? told.cachedInputTokens ?? 0) +
    (told.cachedWriteTokens ?? told.cacheWriteInputTokens ?? 0);
  const total = told.totalTokens ?? (input ?? 0) + (output ?? 0) + cached;
  // No turn takes nothing: whoever says so does not know.
  return total === 0 ? [] : [{ model, total, input, output, cached }];
}

const optionSchema = z.object({ category: z.literal("model"), currentValue: z.string() });

/** The model of a session, as its options tell. */
export function modelIn(options: unknown): string | undefined {
  const list = Array.isArray(options) ? options : [];
  return list.map((option) => optionSchema.safeParse(option).data?.currentValue).find((value) => value !== undefined);
}
