import type { Diff, FileChange } from "../../git/diff/diff.ts";
import { count } from "../../text/count.ts";
import type { Gate, GateContext, GateFinding } from "../gate.ts";
import { dialectFinder } from "./dialect.ts";
import { againstEarlier, type EarlierNames, earlierNames } from "./history/earlier-names.ts";
import { fieldHistory } from "./history/field-history.ts";
import { deletedMigration, editedMigration, unreadableFile } from "./file-findings.ts";
import { type Judged, judgeStatements, normalize } from "./judge-statements.ts";
import { isDown, isDump, isUsualFolder, locate, type Located, mayBeMigration } from "./locate-migrations.ts";
import { toolOf } from "./migration-tool.ts";
import { modelsWithoutMigration } from "./model-drift.ts";
import { readMigration } from "./read-migration.ts";
import { textOf } from "./source-text.ts";

/**
 * Judges migrations statement by statement, on their way up: breaking, additive, or unknown where they cannot be read.
 * Each is read by the parser of its language, which is loaded when the first file needs it.
 */
export const schemaGate: Gate = {
  name: "schema",
  async judge(diff, context) {
    const reader = await migrationReader(diff, context);
    const judged: Judged[] = [];
    const findings: GateFinding[] = [];
    const dumps: FileChange[] = [];
    for (const file of diff.files) {
      context.signal.throwIfAborted();
      if (isDump(file.path)) dumps.push(file);
      else await judgeFile(file, reader, judged, findings);
    }
    // A dump repeats what the migrations beside it say.
    if (judged.length === 0) for (const file of dumps) await judgeFile(file, reader, judged, findings);
    findings.push(...(await modelsWithoutMigration(diff, judged.length > 0)));
    const { withRowCounts } = await import("./rows/rows-at-risk.ts");
    return [...(await withRowCounts(judged, context)), ...findings];
  },
};

interface Reader {
  readonly diff: Diff;
  readonly context: GateContext;
  readonly tree: ReadonlySet<string>;
  readonly dialect: ReturnType<typeof dialectFinder>;
  readonly earlier: EarlierNames;
}

async function migrationReader(diff: Diff, context: GateContext): Promise<Reader> {
  const candidates = diff.files.some((file) => mayBeMigration(file.path) || isUsualFolder(file.path));
  const tree = new Set(candidates ? await diff.tree() : []);
  return {
    diff,
    context,
    tree,
    dialect: dialectFinder(diff, context.policy.databaseUrl),
    earlier: earlierNames(diff, tree),
  };
}

async function judgeFile(file: FileChange, reader: Reader, judged: Judged[], findings: GateFinding[]): Promise<void> {
  const { path, oldPath = path, kind } = file;
  const name = kind === "deleted" ? oldPath : path;
  if (kind === "renamed") findings.push(...(await movedAway(path, oldPath, reader)));
  if (isDown(name, reader.tree)) return;
  if (file.newMode === "160000" || file.newMode === "120000") {
    if (isUsualFolder(path) || /\.sql$/i.test(path))
      findings.push(unreadableFile(path, file.newMode === "160000" ? "a submodule" : "a symbolic link"));
    return;
  }
  if (!mayBeMigration(name)) return;
  const before =
    kind === "added" || kind === "copied" ? undefined : textOf(await reader.diff.readOld(oldPath), oldPath);
  if (kind === "deleted") {
    const was = locate(oldPath, before?.text);
    if (was?.usual === true && was.form !== "script") findings.push(deletedMigration(oldPath, before?.text ?? ""));
    return;
  }
  const after = textOf(await reader.diff.readNew(path), path);
  if (after === undefined) {
    if (isUsualFolder(path)) findings.push(unreadableFile(path, "empty of content"));
  } else if (after.text === undefined) {
    if (isUsualFolder(path) || /\.sql$/i.test(path)) findings.push(unreadableFile(path, after.problem));
  } else if (kind === "renamed" || before?.text !== after.text) {
    try {
      await judgeText(file, after.text, before?.text, reader, judged, findings);
    } catch (error) {
      if (!isOverload(error)) throw error;
      findings.push(unreadableFile(path, "more than its parser can take"));
    }
  }
}

/** A migration that was moved to where the tool does not look is as good as deleted. */
async function movedAway(path: string, oldPath: string, { diff, tree }: Reader): Promise<readonly GateFinding[]> {
  if (isUsualFolder(path) && mayBeMigration(path)) return [];
  const before = textOf(await diff.readOld(oldPath), oldPath)?.text;
  const was = locate(oldPath, before);
  return was?.usual === true && was.form !== "script" && !isDown(oldPath, tree)
    ? [deletedMigration(oldPath, before ?? "")]
    : [];
}

/** A parser ran out of stack or memory, as happens with code that is nested thousands deep. */
function isOverload(error: unknown): boolean {
  return error instanceof Error && (error.name === "RangeError" || error.name === "RuntimeError");
}

async function judgeText(
  file: FileChange,
  text: string,
  before: string | undefined,
  reader: Reader,
  judged: Judged[],
  findings: GateFinding[],
): Promise<void> {
  const { path, kind, oldPath } = file;
  const located = locate(path, text);
  if (located === undefined) return;
  const read = (source: string) => readText(path, source, located, reader);
  const statements = await read(text);
  if (statements === undefined || (!located.usual && !changesSchema(statements))) return;
  reader.context.explain(`schema: ${path} read as ${located.form}, ${count(statements.length, "statement")}`);
  const edited =
    before !== undefined && located.usual && !located.repeatable && locate(oldPath ?? path, before)?.usual === true;
  if (edited && located.form !== "script") findings.push(editedMigration(path, oldPath, text));
  // A renamed migration is a new one to most tools, which run all of it again.
  const known = before === undefined || kind === "renamed" ? [] : ((await read(before)) ?? []);
  // One that is run again and again replaces what it made itself.
  const told = located.repeatable ? statements : await againstEarlier(statements, reader.earlier);
  judged.push(...judgeStatements(path, told, new Set(known.map((statement) => normalize(statement.text)))));
}

async function readText(
  path: string,
  text: string,
  located: Located,
  { diff, tree, dialect }: Reader,
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

/** Files of queries hold rows' statements only; what they do when they run is no migration. */
function changesSchema(statements: NonNullable<Awaited<ReturnType<typeof readMigration>>>): boolean {
  const rows = new Set(["insert", "update", "delete", "unknown"]);
  return statements.some(({ changes }) => changes.some(({ kind }) => !rows.has(kind)));
}
