import { fingerprint } from "../fingerprint.ts";
import type { Diff } from "../../git/diff/diff.ts";
import type { Gate, GateContext, GateFinding } from "../gate.ts";
import { isLockfile } from "../lockfiles.ts";
import { packageFileAt } from "./files.ts";
import { changesIn } from "./changes.ts";
import type { Change } from "./changes.ts";
import { readInventories } from "./inventory.ts";
import type { Unread } from "./inventory.ts";
import type { Judged } from "./license-findings.ts";
import { registrySettings } from "./registry-settings.ts";
import type { FindLicence } from "./licenses/find-license.ts";
import type { Cache, Fetch } from "./licenses/web.ts";

export interface DependencyPorts {
  readonly fetch: Fetch;
  readonly cache: Cache;
}

/** Licences asked for at the same time. */
const AT_ONCE = 12;

/**
 * What a diff adds, updates and removes of other people's packages, directly or through them: licences against the
 * policy, sources, swapped contents and known advisories. A file that cannot be read asks.
 */
export function createDependencyGate({ fetch, cache }: DependencyPorts): Gate {
  return { name: "dependencies", judge: async (diff, context) => await judge(diff, context, fetch, cache) };
}

async function judge(diff: Diff, context: GateContext, fetch: Fetch, cache: Cache): Promise<readonly GateFinding[]> {
  const read = await readInventories(diff);
  const unread = [...read.flatMap((one) => ("why" in one ? [one] : [])), ...notReadable(diff)];
  const inventories = read.flatMap((one) => ("why" in one ? [] : [one]));
  context.explain(
    `dependencies: licences, sources, swapped-package, advisories looked at ${inventories.map(({ path }) => path).join(", ") || "no file"}`,
  );
  const settings = await registrySettings(diff);
  if (inventories.length === 0) return [...unread.map(unreadFinding), ...settings];
  const { used, removed, swapped } = changesIn(inventories);
  const [
    { licenceFinder, isPublished },
    { registryOf },
    { licenceFindings },
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
  const foreign = used.filter((change) => change.package.source.kind !== "file");
  const find = licenceFinder({ root: context.policy.root, registries, fetch, cache, signal: context.signal });
  const judged = await judgeLicences(
    foreign.filter((change) => !isIndex(change.package.name)),
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
    ...sourceFindings(foreign, inventories, known),
    ...licenceFindings(judged),
    ...advisories,
    ...removed.map(removedFinding),
  ];
}

/** An update asks only where the licence got worse: what was there before was accepted with the project. */
async function judgeLicences(
  changes: readonly Change[],
  find: FindLicence,
  { policy, signal }: GateContext,
): Promise<readonly Judged[]> {
  const [{ verdictOf }, { isAsking }] = await Promise.all([
    import("./licenses/verdict.ts"),
    import("./license-findings.ts"),
  ]);
  const judged: Judged[] = [];
  for (let from = 0; from < changes.length; from += AT_ONCE) {
    signal.throwIfAborted();
    judged.push(
      ...(await Promise.all(
        changes.slice(from, from + AT_ONCE).map(async (change) => {
          const found = await find(change.ecosystem, change.package);
          const verdict = verdictOf(found, policy.licences);
          if (change.previous === undefined || !isAsking(verdict)) return { change, found, verdict };
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

/** Lockfiles of tools that are not known here, and submodules: other people's code all the same. */
function notReadable(diff: Diff): readonly Unread[] {
  return diff.files.flatMap(({ path, newMode, oldMode, kind }) => {
    if (newMode === "160000" || (oldMode === "160000" && kind !== "deleted"))
      return [{ path, why: "it is a submodule, and its code is not in the diff" }];
    if (kind !== "deleted" && isLockfile(path) && packageFileAt(path) === undefined)
      return [{ path, why: "lockfiles of this kind cannot be read" }];
    return [];
  });
}

function unreadFinding({ path, why }: Unread): GateFinding {
  return {
    gate: "dependencies",
    rule: "unread-dependencies",
    tier: "hard",
    verdict: "unknown",
    file: path,
    line: undefined,
    object: path,
    message: `Dependencies unknown: ${path} cannot be judged, since ${why.slice(0, 200)}`,
    remedy: "Mend the file, or look through its dependencies yourself before approving.",
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
