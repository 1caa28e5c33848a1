import { fingerprint } from "../fingerprint.ts";
import type { Diff } from "../../git/diff/diff.ts";
import type { Gate, GateContext } from "../gate.ts";
import type { GateFinding } from "../../model/findings/gate-finding.ts";
import { isLockfile } from "../lockfiles.ts";
import { packageFileAt } from "./package-files.ts";
import { changesIn } from "./changes.ts";
import type { Change } from "./changes.ts";
import { readInventories } from "./inventory.ts";
import type { UnreadFile } from "./inventory.ts";
import type { JudgedChange } from "./license-findings.ts";
import { registrySettings } from "./registry-settings.ts";
import type { FindLicense } from "./licenses/find-license.ts";
import type { Cache, Fetch } from "./licenses/web.ts";

export interface DependencyPorts {
  readonly fetch: Fetch;
  readonly cache: Cache;
}

/** Licenses that are looked up at the same time. */
const MAX_CONCURRENT = 12;

/**
 * Judges the packages that a diff adds, updates or removes, directly or through other packages: licenses against the
 * policy, sources, swapped contents and known advisories. A file that cannot be read needs approval.
 */
export function createDependencyGate({ fetch, cache }: DependencyPorts): Gate {
  return { name: "dependencies", judge: async (diff, context) => await judge(diff, context, fetch, cache) };
}

async function judge(diff: Diff, context: GateContext, fetch: Fetch, cache: Cache): Promise<readonly GateFinding[]> {
  const read = await readInventories(diff);
  const unread = [...read.flatMap((one) => ("why" in one ? [one] : [])), ...unreadableFiles(diff)];
  const inventories = read.flatMap((one) => ("why" in one ? [] : [one]));
  context.explain(
    "dependencies: licenses, sources, swapped-package, advisories looked at " +
      (inventories.map(({ path }) => path).join(", ") || "no file"),
  );
  const settings = await registrySettings(diff);
  if (inventories.length === 0) return [...unread.map(unreadFinding), ...settings];
  const { used, removed, swapped } = changesIn(inventories);
  const [
    { licenseFinder, isPublished },
    { registryOf },
    { licenseFindings },
    { isIndex, sourceFindings, swapFindings },
    { advisoryFindings },
  ] = await Promise.all([
    import("./licenses/find-license.ts"),
    import("./licenses/registries.ts"),
    import("./license-findings.ts"),
    import("./sources.ts"),
    import("./advisory-findings.ts"),
  ]);
  const { registries } = context.policy;
  const external = used.filter((change) => change.package.source.kind !== "file");
  const find = licenseFinder({ root: context.policy.root, registries, fetch, cache, signal: context.signal });
  const judged = await judgeLicenses(
    external.filter((change) => !isIndex(change.package.name)),
    find,
    context,
  );
  const versioned = judged.map(({ change, found }) => ({
    ...change,
    package: { ...change.package, version: change.package.version ?? found.version },
  }));
  const advisories = await advisoryFindings(versioned, {
    base: registryOf("osv", registries),
    fetch,
    signal: context.signal,
  });
  const known = (change: Change) =>
    isPublished(change.ecosystem, change.package, registryOf(change.ecosystem, registries));
  return [
    ...unread.map(unreadFinding),
    ...settings,
    ...swapFindings(swapped),
    ...sourceFindings(external, inventories, known),
    ...licenseFindings(judged),
    ...advisories,
    ...removed.map(removedFinding),
  ];
}

/**
 * Looks up and judges the licenses of packages. An update needs approval only where its license got worse: the license
 * before the update was accepted with the project.
 */
async function judgeLicenses(
  changes: readonly Change[],
  find: FindLicense,
  { policy, signal }: GateContext,
): Promise<readonly JudgedChange[]> {
  const [{ verdictOf }, { needsApproval }] = await Promise.all([
    import("./licenses/verdict.ts"),
    import("./license-findings.ts"),
  ]);
  const judged: JudgedChange[] = [];
  for (let from = 0; from < changes.length; from += MAX_CONCURRENT) {
    signal.throwIfAborted();
    judged.push(
      ...(await Promise.all(
        changes.slice(from, from + MAX_CONCURRENT).map(async (change) => {
          const found = await find(change.ecosystem, change.package);
          const verdict = verdictOf(found, policy.licences);
          if (change.previous === undefined || !needsApproval(verdict)) return { change, found, verdict };
          const before = await find(change.ecosystem, change.previous);
          const isSame =
            before.shown === found.shown &&
            found.problem === undefined &&
            verdictOf(before, policy.licences) === verdict;
          return { change, found, verdict: isSame ? ("allowed" as const) : verdict };
        }),
      )),
    );
  }
  return judged;
}

/** Lockfiles of unsupported tools, and submodules: both bring code of others that cannot be judged. */
function unreadableFiles(diff: Diff): readonly UnreadFile[] {
  return diff.files.flatMap(({ path, newMode, oldMode, kind }) => {
    if (newMode === "160000" || (oldMode === "160000" && kind !== "deleted"))
      return [{ path, why: "it is a submodule, and its code is not in the diff" }];
    if (kind !== "deleted" && isLockfile(path) && packageFileAt(path) === undefined)
      return [{ path, why: "lockfiles of this kind cannot be read" }];
    return [];
  });
}

function unreadFinding({ path, why }: UnreadFile): GateFinding {
  return {
    gate: "dependencies",
    rule: "unread-dependencies",
    tier: "hard",
    verdict: "unknown",
    file: path,
    line: undefined,
    object: path,
    message: `Dependencies unknown: ${path} cannot be judged, since ${why.slice(0, 200)}`,
    remedy: "Correct the file, or review its dependencies yourself before approving.",
    fingerprint: fingerprint(["unread-dependencies", path, why]),
  };
}

function removedFinding({ path, ecosystem, package: { name } }: Change): GateFinding {
  return {
    gate: "dependencies",
    rule: "removed-dependency",
    tier: "none",
    verdict: "allowed",
    file: path,
    line: undefined,
    object: name,
    message: `Removed dependency: ${name}`,
    remedy: "Nothing to do.",
    fingerprint: fingerprint(["removed-dependency", ecosystem, path, name]),
  };
}
