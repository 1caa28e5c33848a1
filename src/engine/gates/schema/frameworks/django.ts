import { type Change, unknown } from "../change.ts";
import { argument, flag, isNull, optionalName } from "../code/arguments.ts";
import type { Chain } from "../code/call-chain.ts";
import type { Framework, Run } from "../code/framework.ts";
import type { Call, Value } from "../code/program.ts";
import { APPS, readCode, SCHEMA_EDITOR } from "./django-code.ts";
import { addField, alterField, factsOf, type FieldHistory } from "./django-fields.ts";

/**
 * Operations of a Django migration.
 * @param app the prefix of its tables, "" for none
 * @param localClasses classes that the file defines: operations of these names are not Django's
 */
export function django(
  app: string,
  history: FieldHistory,
  localClasses: ReadonlyMap<string, unknown> = new Map(),
): Framework {
  const table = (model: string) => (app === "" ? model.toLowerCase() : `${app}_${model.toLowerCase()}`);
  let inCode = false;
  return {
    chain: async (chain: Chain, run: Run) => {
      if (inCode) return readCode(chain, run);
      const { root, links, call: written } = chain;
      const call = withImportedName(root, links, written, run);
      if (call === undefined || localClasses.has(call.name))
        run.emit(written, [unknown(`${written.name} is not an operation of Django`)]);
      else if (call.name === "RunSQL") await runSql(call, run);
      else if (call.name === "RunPython") {
        inCode = true;
        await runPython(call, run);
        inCode = false;
      } else if (call.name === "SeparateDatabaseAndState") await run.visit(argument(call, 0, "database_operations"));
      else run.emit(call, await readOperation(call, run, table, history));
      return true;
    },
  };
}

/**
 * The call under the original name of an import: after `from django.db.migrations import DeleteModel as Gone`, `Gone`
 * is `DeleteModel`. Undefined where the name is imported from elsewhere.
 */
function withImportedName(root: Value, links: Chain["links"], call: Call, run: Run): Call | undefined {
  const from = links.length > 1 || call.target !== undefined ? root : run.resolve({ kind: "name", name: call.name });
  if (from.kind !== "name" || !from.name.includes(".")) return call;
  if (!from.name.startsWith("django.")) return undefined;
  return call.target === undefined ? { ...call, name: from.name.slice(from.name.lastIndexOf(".") + 1) } : call;
}

/** Reads `RunSQL("…")` and `RunSQL(["…", ("… %s", [1])])`, without `reverse_sql`. */
async function runSql(call: Call, run: Run): Promise<void> {
  const sql = run.resolve(argument(call, 0, "sql"));
  if (sql.kind === "member" && sql.name === "noop") return;
  for (const item of sql.kind === "list" ? sql.items : [sql]) {
    const one = run.resolve(item);
    await run.sql(one.kind === "list" ? one.items[0] : one, call);
  }
}

/** Reads the function that RunPython calls, without `reverse_code`. */
async function runPython(call: Call, run: Run): Promise<void> {
  const code = run.resolve(argument(call, 0, "code"));
  if (code.kind === "member" && code.name === "noop") return;
  if (!(await run.follow(code, APPS, SCHEMA_EDITOR)))
    run.emit(call, [unknown("the function of RunPython is not in this file")]);
}

async function readOperation(
  call: Call,
  run: Run,
  tableOf: (model: string) => string,
  history: FieldHistory,
): Promise<readonly Change[]> {
  const text = (index: number, ...keys: readonly string[]) => run.name(argument(call, index, ...keys));
  const table = tableOf(text(0, "model_name", "name"));
  switch (call.name) {
    case "CreateModel":
      return [{ kind: "create-table", table, certain: true }];
    case "DeleteModel":
      return [{ kind: "drop-table", table }];
    case "RenameModel":
      return [{ kind: "rename-table", table: tableOf(text(0, "old_name")), to: tableOf(text(1, "new_name")) }];
    case "AlterModelTable":
      return [{ kind: "rename-table", table, to: text(1, "table") }];
    case "AddField":
      return addField(
        table,
        text(1, "name"),
        argument(call, 2, "field"),
        flag(run, argument(call, 3, "preserve_default")) !== false,
        run,
      );
    case "RemoveField":
      return [{ kind: "drop-column", table, column: text(1, "name") }];
    case "RenameField":
      return [{ kind: "rename-column", table, column: text(1, "old_name"), to: text(2, "new_name") }];
    case "AlterField":
      return alterField(
        table,
        text(1, "name"),
        await history(text(0, "model_name"), text(1, "name")),
        factsOf(argument(call, 2, "field"), run),
      );
    case "AddIndex":
    case "AddIndexConcurrently":
      return [
        {
          kind: "create-index",
          table,
          name: nameOf(argument(call, 1, "index"), run),
          unique: false,
          blocking: run.dialect === "postgres" && call.name === "AddIndex",
        },
      ];
    case "RemoveIndex":
    case "RemoveIndexConcurrently":
      return [{ kind: "drop-index", table, name: text(1, "name") }];
    case "RenameIndex":
      return [
        {
          kind: "rename-object",
          type: "INDEX",
          name: `${table}.${run.name(call.named.get("old_name"))}`,
          to: run.name(call.named.get("new_name")),
        },
      ];
    case "AddConstraint":
    case "AddConstraintNotValid":
      return [addConstraint(table, call, run)];
    case "RemoveConstraint":
      return [{ kind: "drop-constraint", table, name: text(1, "name") }];
    case "AlterUniqueTogether": {
      const value = run.resolve(argument(call, 1, "unique_together"));
      const none =
        isNull(run, value) ||
        (value.kind === "call" && value.name === "set" && value.args.length === 0) ||
        (value.kind === "list" && value.items.length === 0);
      return [
        none
          ? { kind: "drop-constraint", table, name: "unique_together" }
          : { kind: "add-constraint", table, name: undefined, constraint: "unique", columns: [], deferred: false },
      ];
    }
    case "AlterOrderWithRespectTo":
      return [{ kind: "add-column", table, column: { name: "_order", notNull: true, filled: true }, certain: true }];
    case "CreateCollation":
      return [{ kind: "create-object", type: "COLLATION", name: text(0, "name") }];
    case "RemoveCollation":
      return [{ kind: "drop-object", type: "COLLATION", name: text(0, "name") }];
    case "CreateExtension":
      return [{ kind: "create-object", type: "EXTENSION", name: text(0, "name"), certain: false }];
    case "ValidateConstraint":
    case "AlterConstraint":
    case "AlterModelOptions":
    case "AlterModelManagers":
    case "AlterModelTableComment":
      return [{ kind: "setting", what: call.name, object: table }];
    default:
      return call.name.endsWith("Extension")
        ? [
            {
              kind: "create-object",
              type: "EXTENSION",
              name: call.name.replace("Extension", "").toLowerCase(),
              certain: false,
            },
          ]
        : [unknown(`${call.name} is an unknown operation`)];
  }
}

/** The `name` argument of an index or constraint. */
function nameOf(value: Value | undefined, run: Run): string | undefined {
  const resolved = run.resolve(value);
  return resolved.kind === "call" ? optionalName(run, resolved.named.get("name")) : undefined;
}

function addConstraint(table: string, call: Call, run: Run): Change {
  const value = run.resolve(argument(call, 1, "constraint"));
  const kinds = { UniqueConstraint: "unique", CheckConstraint: "check", ExclusionConstraint: "exclusion" } as const;
  const constraint =
    value.kind === "call" ? Object.entries(kinds).find(([name]) => name === value.name)?.[1] : undefined;
  if (constraint === undefined) return unknown("a constraint that cannot be read", table);
  return {
    kind: "add-constraint",
    table,
    name: nameOf(value, run),
    constraint,
    columns: [],
    deferred: call.name === "AddConstraintNotValid",
  };
}
