// Stores the pull requests of the local forge: one file per repository, shared by all processes.
import { z } from "zod";
import { MilestoneError } from "../../model/errors.ts";
import { readDurably, writeDurably } from "../../files/durable.ts";
import { withLock } from "../../files/exclusive.ts";
import { reviewResultSchema } from "../../model/findings/review.ts";

const pullSchema = z.object({
  number: z.int().positive(),
  title: z.string(),
  branch: z.string().min(1),
  base: z.string().min(1),
  /** Markdown, including the hidden marker. */
  body: z.string(),
  state: z.enum(["open", "closed", "merged"]),
  draft: z.boolean(),
  labels: z.array(z.string()),
  head: z.string(),
  /** The latest review by the program; null before the first one. */
  review: reviewResultSchema.nullable(),
  /** The squashed commit. Set before it is pushed, so that an interrupted merge is recognized. */
  mergeCommit: z.string().nullable(),
});

const documentSchema = z.object({ version: z.literal(1), pulls: z.array(pullSchema) });

export type StoredPull = Readonly<z.infer<typeof pullSchema>>;

export interface PullStore {
  read(): Promise<readonly StoredPull[]>;
  /**
   * Changes the pull requests while no other process does. The change is durable when the promise is fulfilled. Returns
   * the `result` of `change`.
   */
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
      withLock(file, signal, async () => {
        const before = await read();
        const { pulls, result } = change(before);
        if (pulls !== before) await writeDurably(file, `${JSON.stringify({ version: 1, pulls }, null, 2)}\n`);
        return result;
      }),
  };
}

/**
 * Changes one pull request and returns it.
 * @throws MilestoneError `usage` for an unknown number
 */
export async function changePull(
  store: PullStore,
  number: number,
  signal: AbortSignal,
  edit: (pull: StoredPull) => StoredPull,
): Promise<StoredPull> {
  return store.update(signal, (pulls) => {
    const before = pulls.find((pull) => pull.number === number);
    if (before === undefined) throw unknownPull(number);
    const after = edit(before);
    return { pulls: pulls.map((pull) => (pull === before ? after : pull)), result: after };
  });
}

export function notOpen({ number, state }: StoredPull): MilestoneError {
  return new MilestoneError("forge", `PR #${number} is ${state}`, {
    hint: "See `milestone-tui pr list` for the open ones.",
  });
}

export function unknownPull(number: number): MilestoneError {
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
