import { fingerprint } from "../fingerprint.ts";
import type { GateFinding } from "../../model/findings/gate-finding.ts";
import type { Change, Statement } from "./change.ts";
import { type CreatedObjects, trackCreated } from "./history/created.ts";
import { describe, objectOf } from "./describe.ts";
import { rule } from "./rules.ts";
import type { Ruling } from "./ruling.ts";

/** A finding with the change it is about. The change says which rows are at risk. */
export interface Judged {
  readonly finding: GateFinding;
  readonly change: Change;
  readonly losesData: boolean;
}

const ROWS_UNKNOWN = "Data loss (row count unknown)";

/**
 * One finding per statement, for the worst of its changes; none for a statement that changes nothing.
 * @param known normalized texts of statements that were there before: they are taken into account, but not reported
 */
export function judgeStatements(
  file: string,
  statements: readonly Statement[],
  known: ReadonlySet<string> = new Set(),
): readonly Judged[] {
  const created = trackCreated(statements.flatMap(({ changes }) => changes));
  const seen = new Map<string, number>();
  return statements.flatMap((statement) => {
    const worst = worstOf(statement.changes, created);
    if (worst === undefined || known.has(normalize(statement.text))) return [];
    return [judged(file, statement, worst, seen)];
  });
}

/** The text with all white space collapsed, so that reformatting a statement does not change it. */
export function normalize(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}

interface Worst {
  readonly change: Change;
  readonly ruling: Ruling;
}

const WEIGHT = { additive: 0, unknown: 1, breaking: 2 } as const;

function worstOf(changes: readonly Change[], created: CreatedObjects): Worst | undefined {
  let worst: Worst | undefined;
  for (const change of changes) {
    const ruling = rule(change, created);
    created.record(change);
    if (worst === undefined || WEIGHT[ruling.verdict] > WEIGHT[worst.ruling.verdict]) worst = { change, ruling };
  }
  return worst;
}

function judged(file: string, statement: Statement, { change, ruling }: Worst, seen: Map<string, number>): Judged {
  const { rule: id, verdict, message, remedy, risk } = ruling;
  const object = objectOf(change);
  const losesData = risk === "data loss";
  const parts = ["schema", id, file, object, normalize(statement.text)];
  // A repeated statement gets a fingerprint of its own.
  const times = seen.get(parts.join("\n")) ?? 0;
  seen.set(parts.join("\n"), times + 1);
  const finding: GateFinding = {
    gate: "schema",
    rule: id,
    tier: verdict === "additive" ? "elevated" : "hard",
    verdict,
    file,
    line: statement.line,
    object,
    message: `${message}: ${object}`,
    evidence: excerpt(statement.text),
    remedy,
    fingerprint: fingerprint(times === 0 ? parts : [...parts, String(times)]),
    label: verdict === "additive" ? "needs-db-review" : undefined,
    note: {
      kind: "migration",
      statement: describe(change),
      risk: verdict === "additive" ? undefined : losesData ? ROWS_UNKNOWN : risk,
    },
  };
  return { finding, change, losesData };
}

const EXCERPT_LINES = 5;
const EXCERPT_LENGTH = 400;

function excerpt(statement: string): string {
  // Masks string literals where a statement may contain credentials: CREATE ROLE … PASSWORD '…', inserts of accounts.
  const text = /password|identified|secret|token|key/i.test(statement)
    ? statement.replaceAll(/'(?:[^'\\]|''|\\.)*'/g, "'***'")
    : statement;
  const lines = text.split("\n");
  const short = lines.slice(0, EXCERPT_LINES).join("\n").slice(0, EXCERPT_LENGTH);
  return short.length < text.length ? `${short} …` : short;
}
