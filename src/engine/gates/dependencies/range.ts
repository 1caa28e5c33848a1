import type { Ecosystem } from "./package.ts";

/**
 * Whether a manifest's specifier means exactly one version. Cargo's bare `1.2.3` is a range, but counts as a pin, since
 * it is the version that a first build puts into the lockfile.
 */
export function isPin(ecosystem: Ecosystem, spec: string): boolean {
  const [, version] = /^\s*={0,3}\s*v?(\d[\w.+!-]*)\s*$/.exec(spec) ?? [];
  if (version === undefined || /\.[x*]/i.test(version)) return false;
  return !(ecosystem === "npm" || ecosystem === "cargo") || /^\d+\.\d+\.\d+/.test(version);
}

/**
 * Whether a version is within a range. False for versions that are not plain numbers and for ranges that cannot be
 * read.
 */
export function isWithin(ecosystem: Ecosystem, spec: string, version: string): boolean {
  const numbers = numbersOf(version);
  if (numbers === undefined) return false;
  if (/^(?:\*|x|latest|)$/i.test(spec.trim())) return true;
  return spec.split("||").some((one) => {
    const comparators = [...one.matchAll(/\s*([<>=!~^]*)\s*([^\s,<>=!~^]+)[\s,]*/g)];
    return (
      comparators.length > 0 &&
      comparators.every(([, operator = "", bound = ""]) =>
        satisfiesBound(operator === "" && ecosystem === "cargo" ? "^" : operator, bound, numbers),
      )
    );
  });
}

function satisfiesBound(operator: string, bound: string, version: readonly number[]): boolean {
  const from = numbersOf(bound.replace(/(?:\.[x*])+$/i, ""));
  if (from === undefined) return false;
  const order = compare(version, from);
  const shares = (parts: number) => order >= 0 && from.slice(0, parts).every((part, index) => version[index] === part);
  switch (operator) {
    case ">=":
      return order >= 0;
    case ">":
      return order > 0;
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case "!=":
      return order !== 0;
    case "^":
      return shares(
        1 +
          Math.max(
            0,
            from.findIndex((part) => part !== 0),
          ),
      );
    case "~":
      return shares(Math.min(2, from.length));
    case "~=":
    case "~>":
      return shares(Math.max(1, from.length - 1));
    case "":
    case "=":
    case "==":
    case "===":
      return shares(from.length);
    default:
      return false;
  }
}

function numbersOf(version: string): readonly number[] | undefined {
  return /^v?\d+(?:\.\d+)*$/.test(version) ? version.replace(/^v/, "").split(".").map(Number) : undefined;
}

function compare(a: readonly number[], b: readonly number[]): number {
  const index = Array.from({ length: Math.max(a.length, b.length) }).findIndex(
    (_, at) => (a[at] ?? 0) !== (b[at] ?? 0),
  );
  return index === -1 ? 0 : (a[index] ?? 0) - (b[index] ?? 0);
}
