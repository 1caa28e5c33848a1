import { open, stat } from "node:fs/promises";
import { resolve } from "node:path";

/** Bytes; a larger report is not read. */
const LIMIT = 64 * 1024 * 1024;

/**
 * Remembers the state of a report before a run, so that afterwards only a new report is read. Nothing is removed or
 * renamed, since the file may be tracked: a file that was not written during the run has the same identity as before.
 * @returns reads the report after the run; undefined where the run did not write one
 */
export async function watchReport(root: string, path: string): Promise<() => Promise<string | undefined>> {
  const file = resolve(root, path);
  const before = await identityOf(file);
  return async () => {
    const after = await identityOf(file);
    return after === undefined || after === before ? undefined : readWhole(file);
  };
}

/** Changes with every write, also where the writer restores an old modification time. */
async function identityOf(file: string): Promise<string | undefined> {
  const found = await stat(file, { bigint: true }).catch(() => undefined);
  if (found?.isFile() !== true || found.size > LIMIT) return undefined;
  return [found.dev, found.ino, found.size, found.mtimeNs, found.ctimeNs].join(" ");
}

async function readWhole(file: string): Promise<string> {
  await using handle = await open(file);
  return handle.readFile("utf8");
}
