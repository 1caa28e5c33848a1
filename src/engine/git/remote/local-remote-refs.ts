import { stat } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { refsIn } from "../refs/fingerprints.ts";

/**
 * Reads the branches (name → commit) of a remote in a local folder from its files, without a process. Returns undefined
 * where the remote is not a local folder or stores its refs in the reftable format.
 * @param address address of the remote, relative paths resolved
 */
export async function localRemoteRefs(address: string): Promise<ReadonlyMap<string, string> | undefined> {
  const folder = address.startsWith("file://") ? fileURLToPath(address) : address;
  for (const gitDir of [join(folder, ".git"), folder]) {
    if (!(await isFolder(join(gitDir, "refs/heads"))) || (await isFolder(join(gitDir, "reftable")))) continue;
    const heads = refsIn(gitDir).filter(([name]) => name.startsWith("refs/heads/"));
    return new Map(heads.map(([name, commit]) => [name.slice("refs/heads/".length), commit]));
  }
  return undefined;
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
}
