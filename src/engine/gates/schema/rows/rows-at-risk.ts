import { setTimeout as sleep } from "node:timers/promises";
import { systemCode } from "../../../model/errors.ts";
import type { GateContext, GateFinding } from "../../gate.ts";
import type { Change } from "../change.ts";
import { dialectOfUrl } from "../dialect.ts";
import type { Judged } from "../judge-statements.ts";
import type { RowCount, RowCounter, Target } from "./counter.ts";

const BUDGET_MS = 1_900;

/** The findings, those that lose data with the rows at stake where the database can be asked within two seconds. */
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

/** What was counted when the time was up. A database that cannot be asked leaves everything unknown. */
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
  const work = async () => {
    let counter: RowCounter | undefined;
    try {
      counter = await connect(url, context.policy.root);
      for (const [one, target] of targets) {
        if (stop.signal.aborted || context.signal.aborted) break;
        const count = await counter?.count(target).catch(() => undefined);
        if (count !== undefined) counts.set(one, count);
      }
    } catch (error) {
      // Nothing of the message is told: it may quote the URL, and that holds a password.
      context.explain(`schema: rows not counted, the database does not answer (${systemCode(error) ?? "error"})`);
    } finally {
      await counter?.close().catch(() => undefined);
    }
  };
  await Promise.race([work(), deadline]);
  stop.abort();
  // The work may still end a count of its own; what comes too late is not told.
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
  return `Data loss (${column === undefined ? "table" : "column"} has ${estimated ? "~" : ""}${formatRows(rows)} ${rows === 1 ? "row" : "rows"})`;
}

/** 950, 1.5k, 15k, 1.2M */
export function formatRows(rows: number): string {
  let value = rows;
  for (const unit of ["", "k", "M", "B"]) {
    const rounded = unit === "" || value >= 9.95 ? Math.round(value) : Math.round(value * 10) / 10;
    if (rounded < 1000 || unit === "B") return `${rounded}${unit}`;
    value /= 1000;
  }
  return String(rows);
}
