import { lstat } from "node:fs/promises";
import { join } from "node:path";
import type { ShadowRepository } from "../shadow/shadow-repository.ts";

/** See `Repository.unsaved`. Does not let git refresh the user's index. */
export async function unsavedFiles({
  git,
  location: { root, gitDir },
  placeOf,
}: ShadowRepository): Promise<ReadonlyMap<string, string>> {
  const args = [
    "--no-optional-locks",
    "status",
    "--porcelain=v1",
    "-z",
    "--no-renames",
    "--untracked-files=all",
    "--ignore-submodules=all",
  ];
  const listed = (await git.run(await placeOf(root, gitDir), args))
    .toString("utf8")
    .split("\0")
    .filter((entry) => entry !== "");
  return new Map(
    await Promise.all(
      listed.map(async (entry) => {
        const path = entry.slice(3);
        const found = await lstat(join(root, path), { bigint: true }).catch(() => undefined);
        return [path, `${entry.slice(0, 2)} ${found === undefined ? "" : `${found.size} ${found.ctimeNs}`}`] as const;
      }),
    ),
  );
}
