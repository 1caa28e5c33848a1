// The pull requests of the local forge: one file for a repository, shared by every process that works on it.
import { z } from "zod";
import { MilestoneError } from "../../model/errors.ts";
import { readDurably, writeDurably } from "../../files/durable.ts";
import { exclusively } from "../../files/exclusive.ts";
import { reviewResultSchema } from "../../model/review.ts";

const pullSchema = z.object({
  number: z.int().positive(),
  title: z.string(),
  branch: z.string().min(1),
  base: z.string().min(1),
  /** Markdown, the hidden marker included. */
  body: z.string(),
  state: z.enum(["open", "closed", "merged"]),
  draft: z.boolean(),
  labels: z.array(z.string()),
  head: z.string(),
  /** The program's review, as last given; null before the first. */
  review: reviewResultSchema.nullable(),
  /** The squashed commit: set before it is pushed, so that a merge cut short is recognised. */
  mergeCommit: z.string().nullable(),
});

const documentSchema = z.object({ version: z.literal(1), pulls: z.array(pullSchema) });

export type StoredPull = Readonly<z.infer<typeof pullSchema>>;

export interface PullStore {
  read(): Promise<readonly StoredPull[]>;
  /** One change at a time, over all processes; durable when it settles. What `change` returns beside the pulls is handed on. */
  update<T>(
    signal: AbortSignal,
    change: (pulls: readonly StoredPull[]) => { readonly pulls: readonly StoredPull[]; readonly result: T },
  ): Promise<T>;
}

export function pullStore(file: string): PullStore {
  const read = async () => parse(file, (await readDurably(file))?.body);
  return {
    read,
    update: (signal, change) =>
      exclusively(file, signal, async () => {
        const before = await read();
        const { pulls, result } = change(before);
        if (pulls !== before) await writeDurably(file, `${JSON.stringify({ version: 1, pulls }, null, 2)}\n`);
        return result;
      }),
  };
}

/** Changes one pull request. */
export async function change(
  store: PullStore,
  number: number,
  signal: AbortSignal,
  edit: (pull: StoredPull) => StoredPull,
): Promise<StoredPull> {
  return store.update(signal, (pulls) => {
    const before = pulls.find((pull) => pull.number === number);
    if (before === undefined) throw unknown(number);
    const after = edit(before);
    return { pulls: pulls.map((pull) => (pull === before ? after : pull)), result: after };
  });
}

export function notOpen({ number, state }: StoredPull): MilestoneError {
  return new MilestoneError("forge", `PR #${number} is ${state}`, {
    hint: "See `milestone-tui pr list` for the open ones.",
  });
}

export function unknown(number: number): MilestoneError {
  return new MilestoneError("usage", `There is no PR #${number}`, { hint: "See `milestone-tui pr list`." });
}

function parse(file: string, body: string | undefined): readonly StoredPull[] {
  if (body === undefined) return [];
  try {
    return documentSchema.parse(JSON.parse(body)).pulls;
  } catch (error) {
    throw new MilestoneError("state-unreadable", `${file} is not a list of pull requests that this version knows`, {
      hint: "Use the version of milestone-tui that wrote it.",
      cause: error,
    });
  }
}
