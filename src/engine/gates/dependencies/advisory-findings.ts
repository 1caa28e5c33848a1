import { listFirst } from "../../text/list-first.ts";
import { fingerprint } from "../fingerprint.ts";
import type { GateFinding } from "../../model/findings/gate-finding.ts";
import { findAdvisories } from "./advisories.ts";
import type { Change } from "./changes.ts";
import { placeOf } from "./license-findings.ts";
import { Server } from "./licenses/web.ts";
import type { Fetch } from "./licenses/web.ts";

/**
 * Reports known advisories for the packages that a diff brings. Malware needs approval, and a vulnerability gets a
 * label. An incomplete lookup is reported too.
 */
export async function advisoryFindings(
  changes: readonly Change[],
  { base, fetch, signal }: { base: string; fetch: Fetch; signal: AbortSignal },
): Promise<readonly GateFinding[]> {
  if (changes.length === 0) return [];
  const { known, problem } = await findAdvisories(new Server(base, fetch, signal), changes);
  const unversioned = changes
    .filter(({ package: { version, source } }) => version === undefined && source.kind === "registry")
    .map((change) => change.package.name);
  const why =
    problem ??
    (unversioned.length === 0 ? undefined : `nothing says which version of ${listFirst(unversioned, 5)} is installed`);
  return [
    ...[...known].map(([change, ids]) => advisoryFinding(change, ids)),
    ...(why === undefined ? [] : [uncheckedFinding(changes, why)]),
  ];
}

function advisoryFinding(change: Change, ids: readonly string[]): GateFinding {
  const { name, version = "" } = change.package;
  const isMalware = ids.some((id) => id.startsWith("MAL-"));
  return {
    ...placeOf(change),
    rule: isMalware ? "malicious-package" : "known-advisory",
    tier: isMalware ? "hard" : "elevated",
    verdict: isMalware ? "denied" : "vulnerable",
    message: `${isMalware ? "Malicious package" : "Known advisory"}: ${name} ${version} (${listFirst(ids, 3)})`,
    evidence: ids
      .map((id) => `https://osv.dev/vulnerability/${id}`)
      .slice(0, 5)
      .join("\n"),
    remedy: isMalware
      ? "Remove it, and treat the machine that installed it as compromised."
      : "Use a version in which this is fixed.",
    fingerprint: fingerprint(["advisory", change.ecosystem, name, version, ...ids]),
    label: isMalware ? undefined : "needs-dep-review",
  };
}

function uncheckedFinding(changes: readonly Change[], problem: string): GateFinding {
  return {
    gate: "dependencies",
    rule: "advisories-unchecked",
    tier: "none",
    verdict: "none",
    file: changes[0]?.path ?? "",
    line: undefined,
    object: "advisories",
    message: `Advisories were not looked up: ${problem}`,
    remedy: "Look the packages up at https://osv.dev, or name a server that can be reached (`registries.osv`).",
    fingerprint: fingerprint(["advisories-unchecked"]),
  };
}
