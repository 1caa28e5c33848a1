// Diffs in memory, for what a gate makes of them.
import { configSchema } from "../../../../src/engine/config/config-schema.ts";
import type { Diff, FileChange } from "../../../../src/engine/git/diff/diff.ts";
import type { GateContext, GateFinding } from "../../../../src/engine/gates/gate.ts";
import { schemaGate } from "../../../../src/engine/gates/schema/schema-gate.ts";

type Content = string | Buffer | undefined;
export interface Edit extends Partial<FileChange> {
  readonly path: string;
  readonly before?: Content;
  readonly after?: Content;
}

/** `beside`: files of the tree that the diff leaves alone. */
export function diffOf(edits: readonly Edit[], beside: Readonly<Record<string, string>> = {}): Diff {
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
    readNew: async (path) => bytes(edits.find((edit) => edit.path === path)?.after ?? beside[path]),
    readOld: async (path) => bytes(edits.find((edit) => (edit.oldPath ?? edit.path) === path)?.before ?? beside[path]),
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
      ...Object.keys(beside),
    ],
  };
}

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
  beside?: Readonly<Record<string, string>>,
  context = contextOf(),
): Promise<readonly GateFinding[]> {
  return schemaGate.judge(diffOf(edits, beside), context);
}

/** A new file by its text. */
export function judgeFile(path: string, after: string): Promise<readonly GateFinding[]> {
  return judge([{ path, after }]);
}

/** `breaking drop-table users`, one a finding. */
export function summary(findings: readonly GateFinding[]): readonly string[] {
  return findings.map(({ verdict, rule, object }) => `${verdict} ${rule} ${object}`);
}
