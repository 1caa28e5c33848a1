import { type Change, unknown } from "../change.ts";
import type { Link } from "../code/call-chain.ts";

/** Classes and modules that are no models. */
const NO_MODEL = new RegExp(
  String.raw`^(Rails|Time|Date|DateTime|SecureRandom|ENV|Logger|I18n|Struct|Set|File|JSON|ActiveSupport\b.*|Process|` +
    String.raw`Integer|String|Float|Hash|Array|Kernel|ApplicationRecord|ActiveRecord::(Base|Migration|Type)\b.*)$`,
);
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
const READS = new RegExp(
  String.raw`^(reset_column_information|find_each|find_in_batches|in_batches|each|all|where|not|find|find_by!?|first|` +
    String.raw`last|pluck|count|exists\?|any\?|none\?|table_name|column_names|columns_hash|unscoped|select|order|` +
    "joins|includes|left_joins|limit|connection|new|ids|map|group|distinct|having|" +
    String.raw`table_exists\?|column_exists\?|merge|or|reorder|preload|with_deleted)$`,
);
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
 * The changes of a chain on a model; empty where it only reads.
 * @param isVariable the chain starts at a variable, so the call that gave the variable its value is reported already
 */
export function modelChange(model: string, links: readonly Link[], isVariable: boolean): readonly Change[] {
  const write = links.findIndex(({ name }) => WRITES.has(name));
  // `User.update_all(…).zero?`
  if (write >= 0 && write < links.length - 1)
    return isVariable ? [] : modelChange(model, links.slice(0, write + 1), false);
  if (NO_MODEL.test(model) && links.every(({ name }) => !/execute|delete|destroy|truncate|drop/.test(name))) return [];
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
  return [unknown(`the effect of ${model}.${last} is not known`, table)];
}

/** The changes of a method that a block calls on each record, or on each part of the table (`in_batches`). */
export function recordChange(table: string, method: string): readonly Change[] {
  if (/^(destroy|delete)(_all|_by)?!?$/.test(method)) return [{ kind: "delete", table, bounded: false }];
  if (UPDATES.test(method)) return [{ kind: "update", table, bounded: true }];
  return method.endsWith("!") ? [unknown(`the effect of ${method} is not known`, table)] : [];
}

const UPDATES = new RegExp(
  "^(update|save|touch|update_columns?|update_attributes?|increment|decrement|toggle|update_all|touch_all|" +
    "update_counters)!?$",
);

/** The table of a model, by an approximation of the plural that Rails uses: `user_roles` for `UserRole`. */
export function tableOfModel(model: string): string {
  const name = model.split("::").at(-1) ?? model;
  const snake = name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, "_").toLowerCase();
  return /[^aeiou]y$/.test(snake)
    ? `${snake.slice(0, -1)}ies`
    : /(s|x|ch|sh)$/.test(snake)
      ? `${snake}es`
      : `${snake}s`;
}
