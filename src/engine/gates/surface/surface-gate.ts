import type { Diff, FileChange } from "../../git/diff/diff.ts";
import { count } from "../../text/count.ts";
import { fingerprint } from "../fingerprint.ts";
import type { Gate, GateContext } from "../gate.ts";
import type { GateFinding } from "../../model/findings/gate-finding.ts";
import { matcherOf } from "../globs.ts";
import { listPaths, pathsOf } from "../touched-paths.ts";

/**
 * Protects files that no agent may change without approval (`protectedSurfaces`). Gives one finding for all of them,
 * labeled `needs-human`.
 */
export const surfaceGate: Gate = { name: "surface", judge };

async function judge(diff: Diff, { policy, explain }: GateContext): Promise<readonly GateFinding[]> {
  const isProtected = matcherOf(policy.protectedSurfaces);
  const files = diff.files.filter((file) => pathsOf(file).some(isProtected));
  explain(`surface: protected-surface looked at ${count(diff.files.length, "file")}, ${files.length} protected`);
  const [first] = files;
  if (first === undefined) return [];
  const paths = [...new Set(files.flatMap(pathsOf).filter(isProtected))].sort();
  return [
    {
      gate: "surface",
      rule: "protected-surface",
      tier: "hard",
      verdict: "protected",
      file: paths[0] ?? first.path,
      line: undefined,
      object: listPaths(paths),
      message: "Protected surface modified",
      evidence: listPaths(paths),
      remedy: "Have a person who owns these files read the change.",
      fingerprint: fingerprint([
        "protected-surface",
        ...(await Promise.all(files.map(async (file) => await contentOf(diff, file)))),
      ]),
      label: "needs-human",
    },
  ];
}

/** A fingerprint of the change itself: an approval of one edit of a workflow does not cover the next edit. */
async function contentOf(diff: Diff, file: FileChange): Promise<string> {
  const hunks = await diff.hunks(file.path);
  const binary = file.added === undefined ? (await diff.readNew(file.path))?.toString("base64") : undefined;
  const lines = hunks.map(({ removed, added }) => [removed, added]);
  return fingerprint([file.kind, ...pathsOf(file), file.newMode, JSON.stringify(lines), binary ?? ""]);
}
