import { packageFileAt } from "../../../../src/engine/gates/dependencies/package-files.ts";

/** Reads a package file, and returns its packages as `name version [source url] [as alias]`. */
export async function readPackages(path: string, text: string): Promise<readonly string[]> {
  const reader = await packageFileAt(path)?.load();
  return ((await reader?.(text, path)) ?? []).map(({ name, version, source, alias }) =>
    [
      name,
      version ?? "?",
      ...(source.kind === "registry" ? [] : [source.kind, source.url]),
      ...(alias === undefined ? [] : ["as", alias]),
    ].join(" "),
  );
}
