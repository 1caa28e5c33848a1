import { join } from "node:path";
import { openRepository, type OpenedRepository } from "../../src/engine/git/open-repository.ts";
import type { TestRepository } from "./repository.ts";

/** The environment of this test process, in the form the entry point passes on. */
export function environment(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  const given = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { ...Object.fromEntries(given), ...extra };
}

/** Opens a test repository, with its state folder next to the checkout. */
export async function opened(
  repository: Pick<TestRepository, "root">,
  options: { signal?: AbortSignal; env?: Record<string, string> } = {},
): Promise<OpenedRepository> {
  return openRepository({
    cwd: repository.root,
    environment: environment(options.env),
    stateFolder: join(repository.root, "..", "state"),
    signal: options.signal ?? new AbortController().signal,
  });
}
