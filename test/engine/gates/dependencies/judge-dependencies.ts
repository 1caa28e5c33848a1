import type { ConfigInput } from "../../../../src/engine/config/config-schema.ts";
import { createDependencyGate } from "../../../../src/engine/gates/dependencies/dependency-gate.ts";
import type { Cache, Fetch } from "../../../../src/engine/gates/dependencies/licenses/web.ts";
import type { GateFinding } from "../../../../src/engine/gates/gate.ts";
import { diffOf } from "../../../support/diff-of.ts";
import type { SampleFile } from "../../../support/diff-of.ts";
import { gateContext } from "../../../support/gate-context.ts";

export type Files = Readonly<Record<string, string | Buffer | SampleFile>>;

/** No network at all. */
export const offline: Fetch = async () => await Promise.reject(new TypeError("fetch failed"));

export function memoryCache(): Cache & { readonly entries: Map<string, string> } {
  const entries = new Map<string, string>();
  return {
    entries,
    get: async (key) => await Promise.resolve(entries.get(key)),
    set: async (key, value) => {
      entries.set(key, value);
      await Promise.resolve();
    },
  };
}

/** What the gate says of some files; offline unless given a way out. */
export async function judgeDependencies(
  files: Files,
  {
    fetch = offline,
    cache = memoryCache(),
    config,
    root,
  }: { fetch?: Fetch; cache?: Cache; config?: ConfigInput; root?: string } = {},
): Promise<readonly GateFinding[]> {
  const context = gateContext({ ...(config === undefined ? {} : { config }), ...(root === undefined ? {} : { root }) });
  return await createDependencyGate({ fetch, cache }).judge(diffOf(files), context);
}

/** A package-lock.json of version 3. */
export function npmLock(packages: Readonly<Record<string, Readonly<Record<string, unknown>>>>): string {
  const entries = Object.entries(packages).map(([name, entry]) => {
    const version = typeof entry["version"] === "string" ? entry["version"] : "1.0.0";
    const file = `${name.replace(/^@.*\//, "")}-${version}.tgz`;
    return [
      `node_modules/${name}`,
      {
        version,
        resolved: `https://registry.npmjs.org/${name}/-/${file}`,
        integrity: `sha512-${name}${version}==`,
        license: "MIT",
        ...entry,
      },
    ] as const;
  });
  return JSON.stringify(
    { name: "x", lockfileVersion: 3, packages: { "": { name: "x" }, ...Object.fromEntries(entries) } },
    undefined,
    2,
  );
}
