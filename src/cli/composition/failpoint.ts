// Kills the program with SIGKILL at a named place, for tests of restarts. Only where an environment variable asks for
// it.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { FactDraft } from "../../engine/model/events.ts";
import type { Ledger } from "../../engine/model/ports.ts";
import { decorateLedger } from "../../state/ledger/decorate-ledger.ts";
import type { QuestionDraft } from "../../engine/model/stop.ts";

/** The prefix of `MILESTONE_TUI_FAILPOINT` where the rest is a file and every place is to be killed at, once each. */
const EVERY = "every:";

/**
 * Wraps a ledger so that the program kills itself just before or just after a fact is recorded. Every side effect lies
 * between two records, so that these are all the places at which a kill can make a difference. They are called
 * `<step>:before-intent`, `:after-intent`, `:after-effect` and `:after-result`, and for facts that are about no step
 * `<fact>:before` and `:after`.
 * @param where one such name (`push:after-effect`). Or `every:FILE`: each place of each issue and round, once; the file
 * keeps the places that are done
 */
export function withFailpoint(ledger: Ledger, where: string): Ledger {
  const record: Ledger["record"] = async (draft) => {
    dieIf(where, draft, "before");
    const recorded = await ledger.record(draft);
    dieIf(where, draft, "after");
    return recorded;
  };
  return decorateLedger(ledger, {
    record,
    // One at a time: a power cut can also leave the first facts of several without the rest.
    async recordAll(drafts) {
      for (const entry of drafts) {
        const draft = typeof entry === "function" ? entry(ledger.progress) : entry;
        if (draft !== undefined) await record(draft);
      }
    },
  });
}

function dieIf(where: string, fact: FactDraft, side: "before" | "after"): void {
  const name = nameOf(fact, side);
  const isHere = where.startsWith(EVERY)
    ? (side === "after" || hasEffect(fact)) && isNew(where.slice(EVERY.length), `${name} ${aboutOf(fact)}`)
    : where === name;
  if (isHere) process.kill(process.pid, "SIGKILL");
}

/** Before other facts nothing has happened since the last record, and that place was killed at already. */
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

/** The same for a question that is asked again after a restart under another number: it is the same place. */
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
