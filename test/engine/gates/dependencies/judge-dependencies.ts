import type { ConfigInput } from "../../../../src/engine/config/config-schema.ts";
import { createDependencyGate } from "../../../../src/engine/gates/dependencies/dependency-gate.ts";
import type { Cache, Fetch } from "../../../../src/engine/gates/dependencies/licenses/web.ts";
import type { GateFinding } from "../../../../src/engine/model/findings/gate-finding.ts";
import { diffOf } from "../../../support/diff-of.ts";
import type { SampleFile } from "../../../support/diff-of.ts";
import { gateContext } from "../../../support/gate-context.ts";

export type Files = Readonly<Record<string, string | Buffer | SampleFile>>;

/** A `fetch` without network. */
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

/** The findings of the gate for some files; offline without `fetch`. */
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

/** A package.json with these dependencies. */
export function packageJson(dependencies: Readonly<Record<string, string>>): string {
  return JSON.stringify({ name: "x", dependencies }, undefined, 2);
}

/** Findings as `tier rule object`, without the one about advisories that were not looked up. */
export function rulesOf(findings: readonly GateFinding[]): readonly string[] {
  return findings
    .filter(({ rule }) => rule !== "advisories-unchecked")
    .map(({ rule, tier, object }) => `${tier} ${rule} ${object}`);
}
