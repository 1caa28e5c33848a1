import { changedLines } from "../../git/diff/diff.ts";
import type { Diff, FileChange } from "../../git/diff/diff.ts";
import { count } from "../../text/count.ts";
import { fingerprint } from "../fingerprint.ts";
import type { Gate, GateContext } from "../gate.ts";
import type { GateFinding } from "../../model/findings/gate-finding.ts";
import { isLockfile } from "../lockfiles.ts";
import { listPaths } from "../touched-paths.ts";
import { readGenerated } from "./generated.ts";

/**
 * Asks for approval of a diff that is too large to review with care. Lockfiles are not counted, nor files that
 * `.gitattributes` marked as generated before the change. Snapshots are counted (they show what changes for the user),
 * as are deletions; a moved or binary file counts as one file.
 */
export const sizeGate: Gate = { name: "size", judge };

async function judge(diff: Diff, { policy: { limits }, explain }: GateContext): Promise<readonly GateFinding[]> {
  const { files } = diff;
  explain(
    `size: large-diff, lockfile-only looked at ${count(files.length, "file")}, ${count(changedLines(diff), "line")}`,
  );
  if (files.length > 0 && files.every((file) => isLockfile(file.path))) return [lockfileOnly(files)];
  const isOver = (some: readonly FileChange[]) =>
    some.length > limits.files || changedLines({ files: some }) > limits.lines;
  const written = files.filter((file) => !isLockfile(file.path));
  if (!isOver(written)) return [];
  const isGenerated = await readGenerated(diff);
  const counted = written.filter((file) => !isGenerated(file.path));
  return isOver(counted) ? [largeDiff(counted, files.length - counted.length, limits)] : [];
}

function largeDiff(
  files: readonly FileChange[],
  uncounted: number,
  limits: { files: number; lines: number },
): GateFinding {
  const lines = changedLines({ files });
  const object = `${files.length} files, ${lines} lines`;
  const bySize = files.toSorted((a, b) => changedLines({ files: [b] }) - changedLines({ files: [a] }));
  return {
    gate: "size",
    rule: "large-diff",
    tier: "hard",
    verdict: "large",
    file: bySize[0]?.path ?? "",
    line: undefined,
    object,
    message: `Large diff: ${object} (limit ${limits.files} files, ${limits.lines} lines)`,
    evidence: `${listPaths(
      bySize.map(({ path }) => path),
      10,
    )}${uncounted > 0 ? ` (${uncounted} lockfiles or generated files not counted)` : ""}`,
    remedy: "Read the whole diff before approving, or split the issue into smaller ones.",
    fingerprint: fingerprint(["large-diff", doublings(files.length, limits.files), doublings(lines, limits.lines)]),
  };
}

/**
 * How often a value doubles its limit. An approval stays valid while the diff grows a little, and is lost when it
 * doubles.
 */
function doublings(value: number, limit: number): string {
  return value <= limit ? "within" : String(Math.floor(Math.log2(value / limit)));
}

function lockfileOnly(files: readonly FileChange[]): GateFinding {
  const paths = files.map(({ path }) => path).sort();
  return {
    gate: "size",
    rule: "lockfile-only",
    tier: "elevated",
    verdict: "lockfile",
    file: paths[0] ?? "",
    line: undefined,
    object: listPaths(paths),
    message: `Only lockfiles changed: ${listPaths(paths)}`,
    remedy: "Check that the update is intended; no manifest of the project asks for it.",
    fingerprint: fingerprint(["lockfile-only", ...paths]),
    label: "lockfile-update",
  };
}
