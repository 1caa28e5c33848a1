import { dirname } from "node:path/posix";
import type { Diff } from "../../../git/diff/diff.ts";
import type { Call, Value } from "../code/program.ts";
import type { FieldFacts, FieldHistory } from "../frameworks/django-fields.ts";
import { textOf } from "../source-text.ts";

const MAX_FILES = 200;

/**
 * Looks fields up in the earlier migrations of the same Django app. Reads these files when the first field is asked
 * for.
 */
export function fieldHistory(path: string, tree: ReadonlySet<string>, diff: Pick<Diff, "readNew">): FieldHistory {
  let fields: Promise<ReadonlyMap<string, FieldFacts | undefined>> | undefined;
  return async (model, field) => {
    fields ??= readEarlier(path, tree, diff);
    return (await fields).get(`${model}.${field}`.toLowerCase());
  };
}

async function readEarlier(
  path: string,
  tree: ReadonlySet<string>,
  diff: Pick<Diff, "readNew">,
): Promise<ReadonlyMap<string, FieldFacts | undefined>> {
  const [{ readPython }, { factsOf }, { resolve, rootScope }] = await Promise.all([
    import("../code/python.ts"),
    import("../frameworks/django-fields.ts"),
    import("../code/scope.ts"),
  ]);
  const fields = new Map<string, FieldFacts | undefined>();
  // Django numbers its migrations, so their names sort in the order they run.
  const earlier = [...tree]
    .filter((other) => dirname(other) === dirname(path) && other < path && /\/\d[^/]*\.py$/.test(`/${other}`))
    .sort()
    .slice(-MAX_FILES);
  for (const file of earlier) {
    const text = textOf(await diff.readNew(file), file)?.text;
    if (text === undefined) continue;
    const program = await readPython(text);
    const scope = rootScope(program, new Map());
    const constants = {
      resolve: (value: Value | undefined): Value =>
        value === undefined ? { kind: "opaque", inner: [] } : resolve(value, scope),
    };
    const named = (call: Call, index: number, key: string) => {
      const value = constants.resolve(call.named.get(key) ?? call.args[index]);
      return value.kind === "text" ? value.text.toLowerCase() : "?";
    };
    for (const call of operationsOf(program.constants.get("operations"))) {
      if (call.name === "CreateModel") {
        const list = constants.resolve(call.named.get("fields") ?? call.args[1]);
        for (const item of list.kind === "list" ? list.items : []) {
          const pair = constants.resolve(item);
          const [name, value] = pair.kind === "list" ? pair.items : [];
          const text = name === undefined ? undefined : constants.resolve(name);
          if (text?.kind === "text")
            fields.set(`${named(call, 0, "name")}.${text.text.toLowerCase()}`, factsOf(value, constants));
        }
      } else if (call.name === "AddField" || call.name === "AlterField") {
        fields.set(
          `${named(call, 0, "model_name")}.${named(call, 1, "name")}`,
          factsOf(call.named.get("field") ?? call.args[2], constants),
        );
      } else if (call.name === "RenameField") {
        const model = named(call, 0, "model_name");
        fields.set(`${model}.${named(call, 2, "new_name")}`, fields.get(`${model}.${named(call, 1, "old_name")}`));
      }
    }
  }
  return fields;
}

function operationsOf(value: Value | undefined): readonly Call[] {
  return value?.kind === "list" ? value.items.flatMap((item) => (item.kind === "call" ? [item] : [])) : [];
}
