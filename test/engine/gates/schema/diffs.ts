// In-memory diffs, and the findings of the schema gate for them.
import { configSchema } from "../../../../src/engine/config/config-schema.ts";
import type { Diff, FileChange } from "../../../../src/engine/git/diff/diff.ts";
import type { GateContext } from "../../../../src/engine/gates/gate.ts";
import type { GateFinding } from "../../../../src/engine/model/findings/gate-finding.ts";
import { schemaGate } from "../../../../src/engine/gates/schema/schema-gate.ts";

type Content = string | Buffer | undefined;
export interface Edit extends Partial<FileChange> {
  readonly path: string;
  readonly before?: Content;
  readonly after?: Content;
}

/** @param unchanged files of the tree that the diff does not change, by path */
export function diffOf(edits: readonly Edit[], unchanged: Readonly<Record<string, string>> = {}): Diff {
  const bytes = (content: Content) => (content === undefined ? undefined : Buffer.from(content));
  const files = edits.map((edit): FileChange => ({
    path: edit.path,
    oldPath: edit.oldPath,
    kind: edit.kind ?? (edit.before === undefined ? "added" : edit.after === undefined ? "deleted" : "modified"),
    oldMode: edit.oldMode ?? (edit.before === undefined ? "000000" : "100644"),
    newMode: edit.newMode ?? (edit.after === undefined ? "000000" : "100644"),
    added: 1,
    removed: 0,
  }));
  return {
    base: "0".repeat(40),
    files,
    readNew: async (path) => bytes(edits.find((edit) => edit.path === path)?.after ?? unchanged[path]),
    readOld: async (path) =>
      bytes(edits.find((edit) => (edit.oldPath ?? edit.path) === path)?.before ?? unchanged[path]),
    hunks: async (path) => {
      const edit = edits.find((one) => one.path === path);
      const lines = (content: Content) => (content === undefined ? [] : String(content).split("\n"));
      const [old, now] = [lines(edit?.before), lines(edit?.after)];
      return [
        {
          oldStart: 1,
          newStart: 1,
          removed: old.filter((line) => !now.includes(line)),
          added: now.filter((line) => !old.includes(line)),
        },
      ];
    },
    tree: async () => [
      ...edits.filter(({ after }) => after !== undefined).map(({ path }) => path),
      ...Object.keys(unchanged),
    ],
  };
}

/** A context that collects its explanations in `explained`. */
export function contextOf(databaseUrl?: string, root = "/nowhere"): GateContext & { readonly explained: string[] } {
  const explained: string[] = [];
  return {
    policy: { ...configSchema.parse({}), databaseUrl, root },
    milestone: undefined,
    scopeTags: [],
    issue: undefined,
    signal: new AbortController().signal,
    explain: (text) => void explained.push(text),
    explained,
  };
}

export function judge(
  edits: readonly Edit[],
  unchanged?: Readonly<Record<string, string>>,
  context = contextOf(),
): Promise<readonly GateFinding[]> {
  return schemaGate.judge(diffOf(edits, unchanged), context);
}

/** The findings for a diff that adds one file. */
export function judgeFile(path: string, after: string): Promise<readonly GateFinding[]> {
  return judge([{ path, after }]);
}

const WEIGHT = ["additive", "unknown", "breaking"];

/** The worst verdict for a diff that adds one file; undefined where there is no finding. */
export async function worstVerdict(
  path: string,
  after: string,
  unchanged?: Readonly<Record<string, string>>,
): Promise<string | undefined> {
  const findings = await judge([{ path, after }], unchanged);
  return WEIGHT[Math.max(...findings.map((finding) => WEIGHT.indexOf(finding.verdict)))];
}

/** One line per finding: `breaking drop-table users`. */
export function summary(findings: readonly GateFinding[]): readonly string[] {
  return findings.map(({ verdict, rule, object }) => `${verdict} ${rule} ${object}`);
}
