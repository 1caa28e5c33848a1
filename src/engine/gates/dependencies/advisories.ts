import { z } from "zod";
import { messageOf } from "../../model/errors.ts";
import type { Server } from "./licenses/web.ts";
import type { Change } from "./changes.ts";
import type { Ecosystem } from "./package.ts";

/** Names of the registries in OSV (ossf.github.io/osv-schema, `affected[].package`). */
const OSV_ECOSYSTEMS: Readonly<Record<Ecosystem, string>> = {
  npm: "npm",
  pypi: "PyPI",
  cargo: "crates.io",
  go: "Go",
  rubygems: "RubyGems",
  composer: "Packagist",
  maven: "Maven",
};

/** Maximum number of packages per query (google.github.io/osv.dev/post-v1-querybatch). */
const BATCH = 1000;

const answer = z.looseObject({
  results: z.array(z.looseObject({ vulns: z.array(z.looseObject({ id: z.string() })).nullish() }).nullable()),
});

export interface Advisories {
  /** Ids (`GHSA-…`, `MAL-…`) of the advisories, by change; only of changes that have any. */
  readonly known: ReadonlyMap<Change, readonly string[]>;
  /** Why the lookup failed, where it did. */
  readonly problem: string | undefined;
}

/**
 * Looks up advisories for the exact versions among the changes, in batches of one query per thousand packages. A server
 * that cannot be reached or gives an unreadable answer is reported as `problem`.
 */
export async function findAdvisories(server: Server, changes: readonly Change[]): Promise<Advisories> {
  const known = new Map<Change, readonly string[]>();
  const exact = changes.filter(
    (change) => change.package.version !== undefined && change.package.source.kind === "registry",
  );
  try {
    for (let from = 0; from < exact.length; from += BATCH) {
      const batch = exact.slice(from, from + BATCH);
      const queries = batch.map(({ ecosystem, package: { name, version = "" } }) => ({
        package: { ecosystem: OSV_ECOSYSTEMS[ecosystem], name },
        version: version.replace(/^v(?=\d)/, ""),
      }));
      const { results } = answer.parse(JSON.parse(await (await server.post("/v1/querybatch", { queries })).text()));
      if (results.length !== batch.length)
        throw new SyntaxError(`${server.base} answered ${results.length} of ${batch.length} questions`);
      batch.forEach((change, index) => {
        const ids = (results[index]?.vulns ?? []).map(({ id }) => id);
        if (ids.length > 0) known.set(change, ids.sort());
      });
    }
    return { known, problem: undefined };
  } catch (error) {
    if (error instanceof Error && ["Unreachable", "SyntaxError", "ZodError", "$ZodError"].includes(error.name))
      return { known, problem: messageOf(error).split("\n", 1)[0] };
    throw error;
  }
}
