import type { Stamped } from "../../engine/model/events.ts";
import { factSchema, type Fact } from "../../engine/model/facts.ts";
import { isStopKind } from "../../engine/questions/catalog.ts";

export type CheckedFact =
  | { readonly ok: true; readonly fact: Stamped<Fact> }
  /** The problem in one line: `question.asked: question.commands.0: Invalid option …`. */
  | { readonly ok: false; readonly problem: string };

type StampedValue = Stamped<Fact> & { readonly type: string };

/** Checks a line of the journal against the schema of its fact, and gives old keys their current names. */
export function checkFact(value: { readonly v: number; readonly seq: number; readonly type: string }): CheckedFact {
  const current = withCurrentNames(value);
  const parsed = factSchema.safeParse(current);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const path = issue?.path.join(".") ?? "";
    if (path === "type") return { ok: false, problem: `there is no fact called ${JSON.stringify(value.type)}` };
    return { ok: false, problem: `${value.type}: ${path}: ${issue?.message}` };
  }
  const fact = current as StampedValue;
  const kind = fact.type === "question.asked" ? fact.question.stop.kind : undefined;
  if (kind !== undefined && !isStopKind(kind))
    return { ok: false, problem: `question.asked: there is no kind of stop called ${JSON.stringify(kind)}` };
  return { ok: true, fact };
}

/**
 * Refuses a fact that could not be read back.
 * @throws Error which is a bug of the program
 */
export function requireReadable(fact: Stamped<Fact>): void {
  const checked = checkFact(fact);
  if (!checked.ok) throw new Error(`A fact cannot be recorded: ${checked.problem}`);
}

/** Facts of versions before 0.2 have the hint of an error under the key `mend`. */
function withCurrentNames(value: { readonly type: string }): unknown {
  if (value.type !== "question.asked") return value;
  return JSON.parse(JSON.stringify(value), (key, inner: unknown) => {
    if (key !== "evidence" || typeof inner !== "object" || inner === null || !("mend" in inner)) return inner;
    const { mend, ...evidence } = inner;
    return { ...evidence, hint: mend };
  });
}
