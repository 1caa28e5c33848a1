// Takes calls apart, and answers what their targets and arguments are.
import { HOLE } from "../change.ts";
import { type Call, OPAQUE, type Value } from "./program.ts";
import { resolve, type Scope } from "./scope.ts";

/** A chained call: `a.b.c(1).d(2)`. */
export interface Chain {
  /** The value that the chain starts from. */
  readonly root: Value;
  /** The names after the root, in order. */
  readonly links: readonly Link[];
  /** The outermost call. */
  readonly call: Call;
}

export interface Link {
  readonly name: string;
  /** Undefined where the name is not called. */
  readonly call: Call | undefined;
}

const MAX_LINKS = 200;

/**
 * The chain that ends in a call. It goes on through names: after `users = User.where(…)`, `users.delete_all` starts at
 * `User`.
 */
export function chainOf(call: Call, scope: Scope): Chain {
  const links: Link[] = [];
  let at: Value | undefined = call;
  while (at?.kind === "call" || at?.kind === "member") {
    links.unshift({ name: at.name, call: at.kind === "call" ? at : undefined });
    if (links.length > MAX_LINKS) return { root: OPAQUE, links, call };
    at = at.target?.kind === "name" ? resolve(at.target, scope) : at.target;
  }
  return { root: at === undefined ? OPAQUE : resolve(at, scope), links, call };
}

/** True for a handle, and for values that contain one or come from one: `op.get_bind()`, `knex.schema`, `{ knex }`. */
export function isHandle(value: Value, scope: Scope): boolean {
  const resolved = resolve(value, scope);
  if (resolved.kind === "list") return resolved.items.some((item) => isHandle(item, scope));
  if (resolved.kind === "map") return [...resolved.entries.values()].some((entry) => isHandle(entry, scope));
  if (resolved.kind === "call" || resolved.kind === "member")
    return resolved.target !== undefined && isHandle(resolved.target, scope);
  return resolved.kind === "handle";
}

/** A constant string, or `?` for any other value. */
export function nameOf(value: Value | undefined, scope: Scope): string {
  const resolved = value === undefined ? OPAQUE : resolve(value, scope);
  return resolved.kind === "text" && resolved.text !== "" && !resolved.text.includes(HOLE) ? resolved.text : "?";
}
