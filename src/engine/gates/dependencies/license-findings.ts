import { listFirst } from "../../text/list-first.ts";
import { fingerprint } from "../fingerprint.ts";
import type { GateFinding } from "../../model/findings/gate-finding.ts";
import type { Change } from "./changes.ts";
import type { FoundLicense } from "./licenses/find-license.ts";
import type { LicenseVerdict } from "./licenses/license.ts";

export interface JudgedChange {
  readonly change: Change;
  readonly found: FoundLicense;
  readonly verdict: LicenseVerdict;
}

/**
 * Reports each new dependency, and each license that needs approval, as one finding, and sums up the other packages of
 * a lockfile. Weak copyleft only gets a label: it puts no condition on the use of a package, only on changes to it.
 */
export function licenseFindings(judged: readonly JudgedChange[]): readonly GateFinding[] {
  const asking = judged.filter(({ verdict }) => needsApproval(verdict));
  const fine = judged.filter(({ verdict }) => !needsApproval(verdict));
  const unasked = asking.filter(({ change, found }) => !change.direct && found.problem !== undefined);
  return [
    ...asking.filter((one) => !unasked.includes(one)).map(askFinding),
    ...[...Map.groupBy(unasked, ({ change }) => change.path).values()].map(combinedFinding),
    ...fine
      .filter(({ change }) => change.direct)
      .map((one) => (one.change.previous === undefined ? addedFinding(one) : updatedFinding(one))),
    ...[
      ...Map.groupBy(
        fine.filter(({ change }) => !change.direct),
        ({ change }) => change.path,
      ).values(),
    ].map(summaryFinding),
  ];
}

/** Whether a license with this verdict needs approval. */
export function needsApproval(verdict: LicenseVerdict): boolean {
  return verdict === "denied" || verdict === "unknown";
}

/** `name v1.2.3 (license)`, as in the transcript; `v?` where the version is not known. */
export function titleOf({ package: { name } }: Change, found: FoundLicense): string {
  return `${name} v${versionOf(found)} (${found.shown})`;
}

function versionOf({ version }: FoundLicense): string {
  return version?.replace(/^v(?=\d)/, "") ?? "?";
}

function askFinding({ change, found, verdict }: JudgedChange): GateFinding {
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
        ? "Use another package, or have the license approved by the person responsible."
        : "Find out what the license is; a package without a license may not be used" +
          `${found.problem === undefined ? "" : ` (${found.problem})`}.`,
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

/** One finding for all packages whose registry gave no answer. */
function combinedFinding(judged: readonly JudgedChange[]): GateFinding {
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
    evidence: `${listFirst(names, 20)}: ${first?.found.problem ?? ""}`,
    remedy: "Make the registry reachable, install the packages, or name the registry in the config (`registries`).",
    fingerprint: fingerprint(["licences-unknown", ...names]),
  };
}

function addedFinding({ change, found, verdict }: JudgedChange): GateFinding {
  return {
    ...placeOf(change),
    rule: "new-dependency",
    tier: "elevated",
    verdict,
    message: `New dependency: ${titleOf(change, found)}`,
    remedy:
      verdict === "weak"
        ? "Using the package is fine; changes to the package itself have to be published."
        : "Check that the package is needed, maintained, and the intended one.",
    fingerprint: fingerprint(["new-dependency", change.ecosystem, change.package.name, versionOf(found), found.shown]),
    label: "needs-dep-review",
    note: noteOf(change, found),
  };
}

function updatedFinding({ change, found, verdict }: JudgedChange): GateFinding {
  const { previous } = change;
  return {
    ...placeOf(change),
    rule: "updated-dependency",
    tier: "none",
    verdict,
    message:
      `Updated dependency: ${change.package.name} ${previous?.version ?? previous?.spec ?? "?"} → ` +
      `${found.version ?? change.package.spec ?? "?"} (${found.shown})`,
    remedy: "Nothing to do; its changelog says what is new.",
    fingerprint: fingerprint(["updated-dependency", change.ecosystem, change.package.name, versionOf(found)]),
  };
}

function summaryFinding(judged: readonly JudgedChange[]): GateFinding {
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

/**
 * The place of a finding. The line is searched for in manifests only: people read manifests, and lockfiles are long.
 */
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

function noteOf({ package: { name } }: Change, found: FoundLicense): GateFinding["note"] {
  return { kind: "dependency", name, version: versionOf(found), licence: found.shown };
}
