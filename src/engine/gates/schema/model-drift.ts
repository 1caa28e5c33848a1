import type { Diff, FileChange } from "../../git/diff/diff.ts";
import { fingerprint } from "../fingerprint.ts";
import type { GateFinding } from "../../model/findings/gate-finding.ts";
import { textOf } from "./source-text.ts";

// Files that define tables, for frameworks that keep migrations next to them.
const MODELS: readonly {
  readonly file: RegExp;
  readonly migrations: RegExp;
  /** True for a line that defines part of a table. */
  readonly isDefinition: (line: string) => boolean;
}[] = [
  {
    file: /(^|\/)(models\.py|models\/[^/]+\.py)$/,
    migrations: /(^|\/)migrations\/\d[^/]*\.py$/,
    isDefinition: (line) => /^\s+\w+\s*=\s*(\w+\.)*(\w+Field|ForeignKey)\(/.test(line),
  },
  {
    file: /(^|\/)(schema\.prisma|prisma\/[^/]+\.prisma)$/,
    migrations: /(^|\/)migrations\/[^/]+\/migration\.sql$/,
    isDefinition: (line) =>
      /^\s+\w+\s+\w/.test(line) && !/^\s*(\/\/|provider|url|output|directUrl|previewFeatures)/.test(line),
  },
  {
    file: /(^|\/)db\/schema\.rb$/,
    migrations: /(^|\/)db\/migrate\/[^/]+\.rb$/,
    isDefinition: (line) => /^\s+(t\.|create_table|add_)/.test(line),
  },
];

/** Warns about changed models where the repository has migrations for them but the diff has none. */
export async function modelsWithoutMigration(diff: Diff, hasMigration: boolean): Promise<readonly GateFinding[]> {
  if (hasMigration) return [];
  const findings: GateFinding[] = [];
  for (const file of diff.files) {
    const model = MODELS.find((candidate) => candidate.file.test(file.path));
    if (model === undefined || file.kind === "deleted") continue;
    if (!(await diff.tree()).some((path) => model.migrations.test(path))) continue;
    const lines = await changedDefinitions(diff, file, model.isDefinition);
    if (lines.length > 0) findings.push(warning(file.path, lines));
  }
  return findings;
}

async function changedDefinitions(
  diff: Diff,
  file: FileChange,
  isDefinition: (line: string) => boolean,
): Promise<readonly { readonly line: number; readonly text: string }[]> {
  if (textOf(await diff.readNew(file.path), file.path)?.text === undefined) return [];
  const hunks = await diff.hunks(file.path);
  return hunks.flatMap(({ newStart, added, removed }) =>
    [
      ...added.map((text, index) => ({ line: newStart + index, text })),
      ...removed.map((text) => ({ line: newStart, text })),
    ].filter(({ text }) => isDefinition(text)),
  );
}

function warning(file: string, lines: readonly { readonly line: number; readonly text: string }[]): GateFinding {
  return {
    gate: "schema",
    rule: "model-without-migration",
    tier: "elevated",
    verdict: "unknown",
    file,
    line: lines[0]?.line,
    object: file,
    message: `Changes a model without a migration: ${lines[0]?.text.trim() ?? ""}`,
    evidence: lines
      .slice(0, 5)
      .map(({ text }) => text.trim())
      .join("\n"),
    remedy: "Add a migration for it, or make sure that the tables do not change.",
    fingerprint: fingerprint(["schema", "model-without-migration", file, ...lines.map(({ text }) => text.trim())]),
    label: "needs-db-review",
  };
}
