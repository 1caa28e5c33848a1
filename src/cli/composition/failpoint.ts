// Dies with kill -9 at a named place, so that tests can see what a restart makes of it. Only where the environment asks.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { FactDraft } from "../../engine/model/events.ts";
import type { Ledger } from "../../engine/model/ports.ts";
import { decorateLedger } from "../../state/ledger/decorate-ledger.ts";
import type { QuestionDraft } from "../../engine/model/stop.ts";

/** What `MILESTONE_TUI_FAILPOINT` holds begins with this where the rest is a file: then every place is died at once. */
const EVERY = "every:";

/**
 * A ledger that kills its own process on the way in or out of a record. Every side effect lies between two records, so
 * these are all the boundaries there are: `<step>:before-intent`, `:after-intent`, `:after-effect`, `:after-result`, and
 * `<fact>:before`, `:after` for facts that are about no step.
 * @param where one such name (`push:after-effect`), or `every:FILE`: each place of each issue and round that differs from the one before, once, as kept in FILE
 */
export function withFailpoint(ledger: Ledger, where: string): Ledger {
  return decorateLedger(ledger, async (draft, record) => {
    dieIf(where, draft, "before");
    const recorded = await record();
    dieIf(where, draft, "after");
    return recorded;
  });
}

function dieIf(where: string, fact: FactDraft, side: "before" | "after"): void {
  const name = nameOf(fact, side);
  const isHere = where.startsWith(EVERY)
    ? (side === "after" || hasEffect(fact)) && isNew(where.slice(EVERY.length), `${name} ${aboutOf(fact)}`)
    : where === name;
  if (isHere) process.kill(process.pid, "SIGKILL");
}

/** Before the others nothing has happened since the last record, after which it has died already. */
function hasEffect({ type }: FactDraft): boolean {
  return (
    type === "step.finished" || type === "question.asked" || type === "issue.skipped" || type === "milestone.completed"
  );
}

function nameOf(fact: FactDraft, side: "before" | "after"): string {
  switch (fact.type) {
    case "step.started":
      return `${fact.step}:${side}-intent`;
    case "step.finished":
      return `${fact.result.step}:after-${side === "before" ? "effect" : "result"}`;
    default:
      return `${fact.type}:${side}`;
  }
}

function aboutOf(fact: FactDraft): string {
  const about =
    "question" in fact ? whatIsAsked(fact.question) : "id" in fact ? fact.id : "issue" in fact ? fact.issue : "";
  return "round" in fact ? `${about} ${fact.round}` : (about ?? "");
}

/** Asked again after a restart, it has another number and is the same place. */
function whatIsAsked({ issue, stop }: QuestionDraft): string {
  return JSON.stringify([
    issue,
    stop.kind,
    stop.attempt,
    stop.fingerprints,
    stop.evidence.of === "phase" ? stop.evidence.phase : "",
  ]);
}

function isNew(file: string, place: string): boolean {
  const known = existsSync(file) ? readFileSync(file, "utf8") : "";
  if (known.split("\n").includes(place)) return false;
  writeFileSync(file, `${known}${place}\n`);
  return true;
}
