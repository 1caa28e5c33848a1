import { fingerprint } from "../fingerprint.ts";
import type { GateFinding } from "../gate.ts";
import type { Change } from "./changes.ts";
import type { Found } from "./licenses/find-license.ts";
import type { LicenceVerdict } from "./licenses/license.ts";

export interface Judged {
  readonly change: Change;
  readonly found: Found;
  readonly verdict: LicenceVerdict;
}

/**
 * One finding for each new dependency and for each licence that asks; the rest of what a lockfile brings is summed up.
 * Weak copyleft is told and labelled, not asked about: using such a package binds nobody, changing it does.
 */
export function licenceFindings(judged: readonly Judged[]): readonly GateFinding[] {
  const asking = judged.filter(({ verdict }) => isAsking(verdict));
  const fine = judged.filter(({ verdict }) => !isAsking(verdict));
  const unasked = asking.filter(({ change, found }) => !change.direct && found.problem !== undefined);
  return [
    ...asking.filter((one) => !unasked.includes(one)).map(asks),
    ...[...Map.groupBy(unasked, ({ change }) => change.path).values()].map(asksTogether),
    ...fine
      .filter(({ change }) => change.direct)
      .map((one) => (one.change.previous === undefined ? added(one) : updated(one))),
    ...[
      ...Map.groupBy(
        fine.filter(({ change }) => !change.direct),
        ({ change }) => change.path,
      ).values(),
    ].map(summed),
  ];
}

export function isAsking(verdict: LicenceVerdict): boolean {
  return verdict === "denied" || verdict === "unknown";
}

/** `v` before a number, as everywhere in the transcript; none where there is no number. */
export function titleOf({ package: { name } }: Change, found: Found): string {
  return `${name} v${versionOf(found)} (${found.shown})`;
}

function versionOf({ version }: Found): string {
  return version?.replace(/^v(?=\d)/, "") ?? "?";
}

function asks({ change, found, verdict }: Judged): GateFinding {
  return {
    ...placeOf(change),
    rule: `licence-${verdict}`,
    tier: "hard",
    verdict,
    message: `License: ${titleOf(change, found)}`,
    evidence: change.direct
      ? found.problem
      : `needed by another package, in ${change.path}${found.problem === undefined ? "" : `; ${found.problem}`}`,
    remedy:
      verdict === "denied"
        ? "Use another package, or have the licence approved by whoever answers for it."
        : `Find out what the licence is; without one nobody may use the package${found.problem === undefined ? "" : ` (${found.problem})`}.`,
    fingerprint: fingerprint([
      "licence",
      change.ecosystem,
      change.package.name,
      versionOf(found),
      found.shown,
      verdict,
    ]),
    note: change.previous === undefined ? noteOf(change, found) : undefined,
  };
}

/** Where a registry gives no answer, all that it was to say is one question. */
function asksTogether(judged: readonly Judged[]): GateFinding {
  const [first] = judged;
  const names = judged.map(({ change, found }) => `${change.package.name} ${versionOf(found)}`).sort();
  return {
    gate: "dependencies",
    rule: "licence-unknown",
    tier: "hard",
    verdict: "unknown",
    file: first?.change.path ?? "",
    line: undefined,
    object: names.slice(0, 5).join(", "),
    message:
      judged.length === 1 && first !== undefined
        ? `License: ${titleOf(first.change, first.found)}`
        : `License: ${judged.length} packages (unknown)`,
    evidence: `${names.slice(0, 20).join(", ")}${names.length > 20 ? ` and ${names.length - 20} more` : ""}: ${first?.found.problem ?? ""}`,
    remedy: "Let the registry be reached, install the packages, or name the registry in the config (`registries`).",
    fingerprint: fingerprint(["licences-unknown", ...names]),
  };
}

function added({ change, found, verdict }: Judged): GateFinding {
  return {
    ...placeOf(change),
    rule: "new-dependency",
    tier: "elevated",
    verdict,
    message: `New dependency: ${titleOf(change, found)}`,
    remedy:
      verdict === "weak"
        ? "Using the package is fine; whoever changes it has to publish the change."
        : "Check that the package is needed, kept up, and the one that was meant.",
    fingerprint: fingerprint(["new-dependency", change.ecosystem, change.package.name, versionOf(found), found.shown]),
    label: "needs-dep-review",
    note: noteOf(change, found),
  };
}

function updated({ change, found, verdict }: Judged): GateFinding {
  const { previous } = change;
  return {
    ...placeOf(change),
    rule: "updated-dependency",
    tier: "none",
    verdict,
    message: `Updated dependency: ${change.package.name} ${previous?.version ?? previous?.spec ?? "?"} → ${found.version ?? change.package.spec ?? "?"} (${found.shown})`,
    remedy: "Nothing to do; its changelog says what is new.",
    fingerprint: fingerprint(["updated-dependency", change.ecosystem, change.package.name, versionOf(found)]),
  };
}

function summed(judged: readonly Judged[]): GateFinding {
  const path = judged[0]?.change.path ?? "";
  const counts = [...Map.groupBy(judged, ({ found }) => found.shown)]
    .map(([shown, some]) => `${shown} ${some.length}`)
    .sort();
  const names = judged.map(({ change }) => `${change.package.name}@${change.package.version ?? ""}`).sort();
  return {
    gate: "dependencies",
    rule: "transitive-dependencies",
    tier: "none",
    verdict: "allowed",
    file: path,
    line: undefined,
    object: path,
    message: `${judged.length} packages added or updated for others in ${path}: ${counts.join(", ")}`,
    remedy: "Nothing to do.",
    fingerprint: fingerprint(["transitive-dependencies", path, ...names]),
  };
}

/** The line is looked for in manifests only: people read these, and lockfiles are long. */
export function placeOf({
  path,
  text,
  direct,
  package: { name, alias = name },
}: Change): Pick<GateFinding, "gate" | "file" | "line" | "object"> {
  if (!direct) return { gate: "dependencies", file: path, line: undefined, object: name };
  const written = alias.split(":").at(-1) ?? alias;
  const pattern = new RegExp(
    `(?<![\\w@/.-])${written.replace(/[^\w]/g, "\\$&").replace(/\\-/g, "[-_.]")}(?![\\w/-])`,
    "i",
  );
  const line = text.split("\n").findIndex((one) => pattern.test(one));
  return { gate: "dependencies", file: path, line: line === -1 ? undefined : line + 1, object: name };
}

function noteOf({ package: { name } }: Change, found: Found): GateFinding["note"] {
  return { kind: "dependency", name, version: versionOf(found), licence: found.shown };
}
