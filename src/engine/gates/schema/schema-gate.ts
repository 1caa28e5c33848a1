import type { Diff, FileChange } from "../../git/diff/diff.ts";
import { count } from "../../text/count.ts";
import type { Gate, GateContext } from "../gate.ts";
import type { GateFinding } from "../../model/findings/gate-finding.ts";
import { dialectFinder } from "./dialect.ts";
import { type EarlierNames, earlierNames, withEarlierNames } from "./history/earlier-names.ts";
import { fieldHistory } from "./history/field-history.ts";
import { deletedMigration, editedMigration, unreadableFile } from "./file-findings.ts";
import { type Judged, judgeStatements, normalize } from "./judge-statements.ts";
import { isConventionalPath, isDown, isDump, locate, type Located, mayBeMigration } from "./locate-migrations.ts";
import { toolOf } from "./migration-tool.ts";
import { modelsWithoutMigration } from "./model-drift.ts";
import { readMigration } from "./read-migration.ts";
import { textOf } from "./source-text.ts";

/**
 * Judges the statements of each up migration: breaking, additive, or unknown where a statement cannot be read.
 * The parser of each language is loaded when the first file needs it.
 * @throws the signal's reason once the signal of the context is aborted
 */
export const schemaGate: Gate = {
  name: "schema",
  async judge(diff, context) {
    const inputs = await gateInputs(diff, context);
    const judged: Judged[] = [];
    const findings: GateFinding[] = [];
    const dumps: FileChange[] = [];
    for (const file of diff.files) {
      context.signal.throwIfAborted();
      if (isDump(file.path)) dumps.push(file);
      else await judgeFile(file, inputs, judged, findings);
    }
    // A dump repeats the migrations of the same diff, so it is judged only where there are none.
    if (judged.length === 0) for (const file of dumps) await judgeFile(file, inputs, judged, findings);
    findings.push(...(await modelsWithoutMigration(diff, judged.length > 0)));
    const { withRowCounts } = await import("./rows/rows-at-risk.ts");
    return [...(await withRowCounts(judged, context)), ...findings];
  },
};

/** Shared by all files of one diff. */
interface GateInputs {
  readonly diff: Diff;
  readonly context: GateContext;
  /** Paths of all files after the diff; empty where no file of the diff may be a migration. */
  readonly tree: ReadonlySet<string>;
  readonly dialect: ReturnType<typeof dialectFinder>;
  readonly earlier: EarlierNames;
}

async function gateInputs(diff: Diff, context: GateContext): Promise<GateInputs> {
  const candidates = diff.files.some((file) => mayBeMigration(file.path) || isConventionalPath(file.path));
  const tree = new Set(candidates ? await diff.tree() : []);
  return {
    diff,
    context,
    tree,
    dialect: dialectFinder(diff, context.policy.databaseUrl),
    earlier: earlierNames(diff, tree),
  };
}

async function judgeFile(
  file: FileChange,
  inputs: GateInputs,
  judged: Judged[],
  findings: GateFinding[],
): Promise<void> {
  const { path, oldPath = path, kind } = file;
  const name = kind === "deleted" ? oldPath : path;
  if (kind === "renamed") findings.push(...(await movedAway(path, oldPath, inputs)));
  if (isDown(name, inputs.tree)) return;
  if (file.newMode === "160000" || file.newMode === "120000") {
    if (isConventionalPath(path) || /\.sql$/i.test(path))
      findings.push(unreadableFile(path, file.newMode === "160000" ? "a submodule" : "a symbolic link"));
    return;
  }
  if (!mayBeMigration(name)) return;
  const before =
    kind === "added" || kind === "copied" ? undefined : textOf(await inputs.diff.readOld(oldPath), oldPath);
  if (kind === "deleted") {
    const was = locate(oldPath, before?.text);
    if (was?.conventional === true && was.form !== "script")
      findings.push(deletedMigration(oldPath, before?.text ?? ""));
    return;
  }
  const after = textOf(await inputs.diff.readNew(path), path);
  if (after === undefined) {
    if (isConventionalPath(path)) findings.push(unreadableFile(path, "empty of content"));
  } else if (after.text === undefined) {
    if (isConventionalPath(path) || /\.sql$/i.test(path)) findings.push(unreadableFile(path, after.problem));
  } else if (kind === "renamed" || before?.text !== after.text) {
    try {
      await judgeText(file, after.text, before?.text, inputs, judged, findings);
    } catch (error) {
      if (!isOverload(error)) throw error;
      findings.push(unreadableFile(path, "more than its parser can take"));
    }
  }
}

/** Reports a migration that was moved out of the migration folder as deleted: its tool no longer finds it. */
async function movedAway(path: string, oldPath: string, { diff, tree }: GateInputs): Promise<readonly GateFinding[]> {
  if (isConventionalPath(path) && mayBeMigration(path)) return [];
  const before = textOf(await diff.readOld(oldPath), oldPath)?.text;
  const was = locate(oldPath, before);
  return was?.conventional === true && was.form !== "script" && !isDown(oldPath, tree)
    ? [deletedMigration(oldPath, before ?? "")]
    : [];
}

/** True where a parser ran out of stack or memory, for example on code with thousands of nested calls. */
function isOverload(error: unknown): boolean {
  return error instanceof Error && (error.name === "RangeError" || error.name === "RuntimeError");
}

async function judgeText(
  file: FileChange,
  text: string,
  before: string | undefined,
  inputs: GateInputs,
  judged: Judged[],
  findings: GateFinding[],
): Promise<void> {
  const { path, kind, oldPath } = file;
  const located = locate(path, text);
  if (located === undefined) return;
  const read = (source: string) => readText(path, source, located, inputs);
  const statements = await read(text);
  if (statements === undefined || (!located.conventional && !changesSchema(statements))) return;
  inputs.context.explain(`schema: ${path} read as ${located.form}, ${count(statements.length, "statement")}`);
  const edited =
    before !== undefined &&
    located.conventional &&
    !located.repeatable &&
    locate(oldPath ?? path, before)?.conventional === true;
  if (edited && located.form !== "script") findings.push(editedMigration(path, oldPath, text));
  // Most tools take a renamed migration for a new one and run all of it again.
  const known = before === undefined || kind === "renamed" ? [] : ((await read(before)) ?? []);
  // A repeatable migration replaces only objects that it created itself.
  const current = located.repeatable ? statements : await withEarlierNames(statements, inputs.earlier);
  judged.push(...judgeStatements(path, current, new Set(known.map((statement) => normalize(statement.text)))));
}

async function readText(
  path: string,
  text: string,
  located: Located,
  { diff, tree, dialect }: GateInputs,
): ReturnType<typeof readMigration> {
  return readMigration({
    path,
    text,
    located,
    dialect: await dialect(path),
    fieldHistory: fieldHistory(path, tree, diff),
    tool: () => toolOf(path, diff),
  });
}

/** False for a file that only reads or writes rows: an application's query file is not a migration. */
function changesSchema(statements: NonNullable<Awaited<ReturnType<typeof readMigration>>>): boolean {
  const rows = new Set(["insert", "update", "delete", "unknown"]);
  return statements.some(({ changes }) => changes.some(({ kind }) => !rows.has(kind)));
}
