import { fingerprint } from "../fingerprint.ts";
import type { GateFinding } from "../../model/findings/gate-finding.ts";
import { hostOf } from "./licenses/find-license.ts";
import type { Change, Swap } from "./changes.ts";
import type { Inventory } from "./inventory.ts";

/** Whether a package comes from a server that publishes the same packages as the ecosystem's registry. */
export type IsPublished = (change: Change) => boolean;

/** Reports packages whose download changes while their version stays the same, as that of a swapped package does. */
export function swapFindings(swaps: readonly Swap[]): readonly GateFinding[] {
  return swaps.map(({ path, before, after }) => {
    const what =
      after.resolved === before.resolved || after.resolved === undefined || before.resolved === undefined
        ? "integrity"
        : "resolved URL";
    return {
      gate: "dependencies",
      rule: "swapped-package",
      tier: "hard",
      verdict: "unknown",
      file: path,
      line: undefined,
      object: `${after.name} ${after.version ?? ""}`.trim(),
      message: `Swapped package: ${after.name} ${after.version ?? ""} has another ${what} for the same version`,
      evidence:
        what === "integrity"
          ? `${cut(before.integrity)} → ${cut(after.integrity)}`
          : `${cut(before.resolved)} → ${cut(after.resolved)}`,
      remedy:
        "Restore the lockfile and let the package manager write it; " +
        "approve only if you know why the package itself changed.",
      fingerprint: fingerprint([
        "swapped-package",
        path,
        after.name,
        after.version ?? "",
        after.resolved ?? "",
        after.integrity ?? "",
      ]),
    };
  });
}

/**
 * Reports packages that do not come from a registry. A package that a manifest requests by URL gets a label. A package
 * that only a lockfile takes from another server needs approval, with one finding per server, unless the lockfile used
 * that server before.
 */
export function sourceFindings(
  changes: readonly Change[],
  inventories: readonly Inventory[],
  isPublished: IsPublished,
): readonly GateFinding[] {
  const foreign = changes.filter(
    (change) => change.package.source.kind !== "file" && !isPublished(change) && !isUsedBefore(change, inventories),
  );
  const direct = foreign
    .filter((change) => change.direct && change.package.source.kind !== "registry")
    .map(directSourceFinding);
  const servers = Map.groupBy(
    foreign.filter((change) => !change.direct || change.package.source.kind === "registry"),
    (change) => JSON.stringify([change.path, serverOf(change)]),
  );
  return [
    ...direct,
    ...[...servers.values()].map(serverFinding),
    ...changes.flatMap((change) => renamedFindings(change, inventories)),
  ];
}

function isUsedBefore(
  { ecosystem, package: { source, resolved } }: Change,
  inventories: readonly Inventory[],
): boolean {
  const host = hostOf(resolved);
  return (
    source.kind === "registry" &&
    host !== undefined &&
    inventories.some(
      ({ file, before }) => file.ecosystem === ecosystem && before.some((one) => hostOf(one.resolved) === host),
    )
  );
}

function serverOf({ package: { source, resolved } }: Change): string {
  const url = source.kind === "registry" ? resolved : source.url;
  return hostOf(url) ?? url ?? "";
}

function directSourceFinding({ path, package: { name, source } }: Change): GateFinding {
  const url = source.kind === "registry" ? "" : source.url;
  if (isIndex(name))
    return registrySettingFinding(path, `packages would also come from ${withoutPassword(url)}`, [url]);
  return {
    gate: "dependencies",
    rule: "foreign-source",
    tier: "elevated",
    verdict: source.kind,
    file: path,
    line: undefined,
    object: name,
    message: `${name} does not come from a registry: ${withoutPassword(url)}`,
    remedy: "Check that this is the place it should come from, and that it names a commit or a hash.",
    fingerprint: fingerprint(["foreign-source", path, name, url]),
    label: "needs-dep-review",
  };
}

/** Whether a name is a package index that a requirements file adds; the reader returns it among the packages. */
export function isIndex(name: string): boolean {
  return /^https?:/.test(name);
}

/** Reports a change of the registry: it decides what all package names mean. */
export function registrySettingFinding(path: string, what: string, change: readonly string[]): GateFinding {
  return {
    gate: "dependencies",
    rule: "registry-setting",
    tier: "hard",
    verdict: "unknown",
    file: path,
    line: undefined,
    object: path,
    message: `Registry changed: ${what}`,
    remedy: "Approve only if the project is meant to get its packages from there.",
    fingerprint: fingerprint(["registry-setting", path, ...change]),
  };
}

function serverFinding(changes: readonly Change[]): GateFinding {
  const [first] = changes;
  const place = first === undefined ? "" : serverOf(first);
  const names = changes.map((change) => change.package.name).sort();
  return {
    gate: "dependencies",
    rule: "foreign-source",
    tier: "hard",
    verdict: "unknown",
    file: first?.path ?? "",
    line: undefined,
    object: names.slice(0, 5).join(", "),
    message:
      `${names.length === 1 ? names[0] : `${names.length} packages`} would come from ${withoutPassword(place)}, ` +
      "which is not a known registry",
    evidence: names.slice(0, 20).join(", "),
    remedy: "Name the registry in the config (`registries`) if it is yours; otherwise restore the lockfile.",
    fingerprint: fingerprint(["foreign-source", first?.path ?? "", place, ...names]),
  };
}

/** Reports a package that is installed under the name of another one without a manifest that requests this. */
function renamedFindings(
  { ecosystem, direct, path, text, package: { name, alias, resolved } }: Change,
  inventories: readonly Inventory[],
): readonly GateFinding[] {
  if (direct || ecosystem !== "npm") return [];
  const asked =
    alias !== undefined &&
    (text.includes(`npm:${name}@`) ||
      inventories.some(
        ({ file, after }) => file.role === "manifest" && after.some((one) => one.alias === alias && one.name === name),
      ));
  const served = /\/((?:@[^/]+\/)?[^/]+)\/-\/[^/]+\.tgz/.exec(decoded(resolved ?? ""))?.[1];
  const other = alias !== undefined && !asked ? alias : served !== undefined && served !== name ? served : undefined;
  if (other === undefined) return [];
  const [shown, actual] = alias === other ? [other, name] : [name, other];
  return [
    {
      gate: "dependencies",
      rule: "renamed-package",
      tier: "hard",
      verdict: "unknown",
      file: path,
      line: undefined,
      object: actual,
      message: `${actual} would be installed under the name ${shown}, which no manifest or package requests`,
      remedy: "Restore the lockfile and let the package manager write it.",
      fingerprint: fingerprint(["renamed-package", path, shown, actual]),
    },
  ];
}

function cut(text = "none"): string {
  return text.length > 60 ? `${withoutPassword(text).slice(0, 59)}…` : withoutPassword(text);
}

function withoutPassword(url: string): string {
  return url.replace(/\/\/[^/@\s]*@/, "//…@");
}

function decoded(url: string): string {
  return url.replaceAll(/%2f/gi, "/");
}
