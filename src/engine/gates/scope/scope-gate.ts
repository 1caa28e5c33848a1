import { DEFAULT_SENSITIVE_AREAS } from "../../config/sensitive-areas.ts";
import type { Diff } from "../../git/diff/diff.ts";
import { count } from "../../text/count.ts";
import { fingerprint } from "../fingerprint.ts";
import type { Gate, GateContext } from "../gate.ts";
import type { GateFinding } from "../../model/findings/gate-finding.ts";
import { matcherOf } from "../globs.ts";
import { listPaths, touchedPaths } from "../touched-paths.ts";
import { readOwners } from "./codeowners.ts";
import { tagMeans } from "./synonyms.ts";

/**
 * Compares sensitive code with the plan's scope tags, and gives one finding per area with all its files. Areas out of
 * scope need approval; areas in scope, and all areas where the plan has no scope tags, get a label. Tests of an area
 * count as the area, since a weakened test of billing endangers billing. Prose does not count, unless the user's own
 * globs match it.
 */
export const scopeGate: Gate = { name: "scope", judge };

async function judge(diff: Diff, context: GateContext): Promise<readonly GateFinding[]> {
  const paths = touchedPaths(diff);
  const areas = Object.entries(context.policy.sensitiveAreas).flatMap(([area, globs]) => {
    const touched = pathsIn(area, globs, paths);
    return touched.length === 0 ? [] : [{ area, paths: touched }];
  });
  context.explain(
    `scope: sensitive-area looked at ${count(paths.length, "path")}: ` +
      (areas.map(({ area }) => area).join(", ") || "none sensitive"),
  );
  if (areas.length === 0) return [];
  const ownersOf = await readOwners(diff);
  return areas.map(({ area, paths }) => findingOf(area, paths, [...new Set(paths.flatMap(ownersOf))], context));
}

function pathsIn(area: string, globs: readonly string[], paths: readonly string[]): readonly string[] {
  const isStandard = (glob: string) => DEFAULT_SENSITIVE_AREAS[area]?.includes(glob) === true;
  const isNamed = matcherOf(globs.filter((glob) => !isStandard(glob)));
  const isCode = matcherOf(globs.filter(isStandard));
  return paths.filter((path) => isNamed(path) || (!isProse(path) && (isCode(path) || isCode(splitWords(path)))));
}

/**
 * Splits compound names into words, which the default globs match: `src/BillingService.ts` → `src/Billing-Service.ts`,
 * `Acme.Payments/a.b.cs` → `Acme-Payments/a-b.cs`.
 */
function splitWords(path: string): string {
  return path
    .replace(/(?<=[\p{Ll}\d])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/gu, "-")
    .replace(/(?<=[^/.])\.(?=[^/]*[./])/g, "-");
}

function isProse(path: string): boolean {
  return /\.(md|mdx|markdown|rst|adoc|txt)$/i.test(path);
}

function findingOf(
  area: string,
  paths: readonly string[],
  owners: readonly string[],
  context: GateContext,
): GateFinding {
  const { milestone, scopeTags } = context;
  const inScope = scopeTags.some((tag) => tagMeans(tag, area));
  const asks = scopeTags.length > 0 && !inScope;
  const reviewers = owners.length === 0 ? "someone who knows it" : owners.join(", ");
  return {
    gate: "scope",
    rule: "sensitive-area",
    tier: asks ? "hard" : "elevated",
    verdict: asks ? "out-of-scope" : inScope ? "in-scope" : "no-scope",
    file: paths[0] ?? "",
    line: undefined,
    object: area,
    message: asks
      ? `${area} code in ${milestone?.toUpperCase() ?? "a milestone"} (${scopeTags[0]})`
      : `Sensitive code changed: ${area}`,
    evidence: listPaths(paths),
    remedy: asks
      ? `Take the ${area} change out, or have it approved by ${reviewers}.`
      : `Have the ${area} change reviewed by ${reviewers}.`,
    fingerprint: fingerprint(["sensitive-area", area, ...paths]),
    label: asks ? undefined : "sensitive-review",
    note: { kind: "scope", area, owners },
  };
}
