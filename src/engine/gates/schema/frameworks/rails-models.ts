import { type Change, unknown } from "../change.ts";
import type { Link } from "../code/interpret.ts";

const QUIET =
  /^(Rails|Time|Date|DateTime|SecureRandom|ENV|Logger|I18n|Struct|Set|File|JSON|ActiveSupport\b.*|Process|Integer|String|Float|Hash|Array|Kernel|ApplicationRecord|ActiveRecord::(Base|Migration|Type)\b.*)$/;
const INSERTS = new Set([
  "create",
  "create!",
  "insert",
  "insert!",
  "insert_all",
  "insert_all!",
  "upsert",
  "upsert_all",
  "find_or_create_by",
  "find_or_create_by!",
  "first_or_create",
  "first_or_create!",
  "import",
  "import!",
]);
const READS =
  /^(reset_column_information|find_each|find_in_batches|in_batches|each|all|where|not|find|find_by!?|first|last|pluck|count|exists\?|any\?|none\?|table_name|column_names|columns_hash|unscoped|select|order|joins|includes|left_joins|limit|connection|new|ids|map|group|distinct|having|table_exists\?|column_exists\?|merge|or|reorder|preload|with_deleted)$/;
const NARROWS = new Set(["where", "find", "find_by", "find_by!", "limit", "joins"]);

const WRITES = new Set([
  "update_all",
  "update_columns",
  "update",
  "update!",
  "touch_all",
  "update_counters",
  "delete_all",
  "destroy_all",
  "delete_by",
  "destroy_by",
  "delete",
  "destroy",
  "destroy!",
  ...INSERTS,
]);

/**
 * What a chain on a model does to its rows; empty where it only reads.
 * @param named the chain goes on from a variable, so that what gave it its value is told already
 */
export function modelChange(model: string, links: readonly Link[], named: boolean): readonly Change[] {
  const write = links.findIndex(({ name }) => WRITES.has(name));
  // `User.update_all(…).zero?`
  if (write >= 0 && write < links.length - 1) return named ? [] : modelChange(model, links.slice(0, write + 1), false);
  if (QUIET.test(model) && links.every(({ name }) => !/execute|delete|destroy|truncate|drop/.test(name))) return [];
  const table = tableOfModel(model);
  const bounded = links.some(({ name }) => NARROWS.has(name));
  const last = links.at(-1)?.name ?? "";
  if (INSERTS.has(last)) return [{ kind: "insert", table }];
  if (["update_all", "update_columns", "update", "update!", "touch_all", "update_counters"].includes(last))
    return [{ kind: "update", table, bounded }];
  if (["delete_all", "destroy_all", "delete_by", "destroy_by", "delete", "destroy", "destroy!"].includes(last)) {
    return [{ kind: "delete", table, bounded: bounded || last.endsWith("_by") || !last.endsWith("_all") }];
  }
  if (links.every(({ name }) => READS.test(name))) return [];
  return [unknown(`what ${model}.${last} does is not in this file`, table)];
}

/** What a method of one record does, each record in its turn; `in_batches` hands in a part of the table instead. */
export function recordChange(table: string, method: string): readonly Change[] {
  if (/^(destroy|delete)(_all|_by)?!?$/.test(method)) return [{ kind: "delete", table, bounded: false }];
  if (
    /^(update|save|touch|update_columns?|update_attributes?|increment|decrement|toggle|update_all|touch_all|update_counters)!?$/.test(
      method,
    )
  )
    return [{ kind: "update", table, bounded: true }];
  return method.endsWith("!") ? [unknown(`what ${method} does is not in this file`, table)] : [];
}

/** Near enough to Rails' own plural: `UserRole` is `user_roles`. */
export function tableOfModel(model: string): string {
  const name = model.split("::").at(-1) ?? model;
  const snake = name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, "_").toLowerCase();
  return /[^aeiou]y$/.test(snake)
    ? `${snake.slice(0, -1)}ies`
    : /(s|x|ch|sh)$/.test(snake)
      ? `${snake}es`
      : `${snake}s`;
}
