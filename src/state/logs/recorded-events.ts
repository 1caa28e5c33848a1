import { EVENT_VERSION, type Stamped } from "../../engine/model/events.ts";
import type { Fact } from "../../engine/model/facts.ts";
import type { LogSource, TransientEvent } from "../../engine/model/transient-events.ts";
import type { IssueId } from "../../engine/model/plan.ts";
import { JOURNAL_START, readJournal } from "../journal/read-journal.ts";
import { journalPath } from "../journal/load-state.ts";
import { readLog } from "./log-reader.ts";

/** All recorded facts and log lines of a milestone's runs, in the order in which they happened. */
export async function recordedEvents(stateFolder: string): Promise<readonly Stamped[]> {
  const facts: Stamped<Fact>[] = [];
  await readJournal(journalPath(stateFolder), JOURNAL_START, (fact) => facts.push(fact));
  const issues = new Set(facts.flatMap((fact) => ("issue" in fact ? [fact.issue] : [])));
  const logs = await Promise.all([undefined, ...issues].map((issue) => loggedEvents(stateFolder, issue)));
  return [...facts, ...logs.flat()].toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.seq - b.seq));
}

/** A line in the format of `log-line.ts`, whose source column is nine characters wide. */
const LOG_LINE = /^(\S+) (agent|setup|lint|typecheck|test|git|forge|engine) {1,9}(?<=^\S+ .{10})(.*)$/;

async function loggedEvents(
  stateFolder: string,
  issue: IssueId | undefined,
): Promise<readonly Stamped<TransientEvent>[]> {
  const events: Stamped<TransientEvent>[] = [];
  for await (const line of readLog(stateFolder, issue)) {
    const [, at, source, text] = LOG_LINE.exec(line) ?? [];
    if (at === undefined || text === undefined) continue;
    events.push({ type: "log", issue, source: source as LogSource, text, v: EVENT_VERSION, seq: Infinity, at });
  }
  return events;
}
