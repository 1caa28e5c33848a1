import { setTimeout as sleep } from "node:timers/promises";
import { systemCode } from "../../../model/errors.ts";
import type { GateContext } from "../../gate.ts";
import type { GateFinding } from "../../../model/findings/gate-finding.ts";
import type { Change } from "../change.ts";
import { dialectOfUrl } from "../dialect.ts";
import type { Judged } from "../judge-statements.ts";
import type { RowCount, RowCounter, Target } from "./counter.ts";

/** Time limit for all counts of one diff. */
const BUDGET_MS = 1_900;

/** The findings. Those that lose data get the number of rows at risk where the database answers within two seconds. */
export async function withRowCounts(judged: readonly Judged[], context: GateContext): Promise<readonly GateFinding[]> {
  const targets = new Map(
    judged.flatMap((one) => {
      const target = one.losesData ? targetOf(one.change) : undefined;
      return target === undefined ? [] : [[one, target] as const];
    }),
  );
  const url = context.policy.databaseUrl;
  if (url === undefined || targets.size === 0) return judged.map(({ finding }) => finding);
  const counts = await countAll(targets, url, context);
  return judged.map((one) => {
    const count = counts.get(one);
    const target = targets.get(one);
    if (count === undefined || target === undefined || one.finding.note?.kind !== "migration") return one.finding;
    return { ...one.finding, note: { ...one.finding.note, risk: riskLine(count, target) } };
  });
}

function targetOf(change: Change): Target | undefined {
  switch (change.kind) {
    case "drop-column":
      return change.table === "?" || change.column === "?" ? undefined : { table: change.table, column: change.column };
    case "drop-table":
    case "truncate":
    case "delete":
    case "update":
      return change.table === "?" ? undefined : { table: change.table, column: undefined };
    default:
      return undefined;
  }
}

/** The counts that were ready before the time limit. Empty where the database cannot be reached. */
async function countAll(
  targets: ReadonlyMap<Judged, Target>,
  url: string,
  context: GateContext,
): Promise<ReadonlyMap<Judged, RowCount>> {
  const counts = new Map<Judged, RowCount>();
  const stop = new AbortController();
  const deadline = sleep(BUDGET_MS, undefined, { signal: AbortSignal.any([context.signal, stop.signal]) }).catch(
    () => undefined,
  );
  const countEach = async () => {
    let counter: RowCounter | undefined;
    try {
      counter = await connect(url, context.policy.root);
      for (const [one, target] of targets) {
        if (stop.signal.aborted || context.signal.aborted) break;
        const count = await counter?.count(target).catch(() => undefined);
        if (count !== undefined) counts.set(one, count);
      }
    } catch (error) {
      // Logs no part of the message: it may quote the URL, which contains a password.
      context.explain(`schema: rows not counted, the database does not answer (${systemCode(error) ?? "error"})`);
    } finally {
      await counter?.close().catch(() => undefined);
    }
  };
  await Promise.race([countEach(), deadline]);
  stop.abort();
  // Copies the counts: one that is still running may end later, and must not change the result.
  return new Map(counts);
}

async function connect(url: string, root: string): Promise<RowCounter | undefined> {
  switch (dialectOfUrl(url)) {
    case "postgres":
      return import("./postgres-rows.ts").then((module) => module.postgresRows(url));
    case "mysql":
      return import("./mysql-rows.ts").then((module) => module.mysqlRows(url));
    case "sqlite":
      return import("./sqlite-rows.ts").then((module) => module.sqliteRows(url, root));
    case undefined:
      return undefined;
  }
}

/** `Data loss (column has 15k rows)`, `Data loss (table has ~1.2M rows)` */
function riskLine({ rows, estimated }: RowCount, { column }: Target): string {
  const what = column === undefined ? "table" : "column";
  const number = `${estimated ? "~" : ""}${formatRows(rows)}`;
  return `Data loss (${what} has ${number} ${rows === 1 ? "row" : "rows"})`;
}

/** A short form of a row count: `950`, `1.5k`, `15k`, `1.2M`. */
export function formatRows(rows: number): string {
  let value = rows;
  for (const unit of ["", "k", "M", "B"]) {
    const rounded = unit === "" || value >= 9.95 ? Math.round(value) : Math.round(value * 10) / 10;
    if (rounded < 1000 || unit === "B") return `${rounded}${unit}`;
    value /= 1000;
  }
  return String(rows);
}
