import { EVENT_VERSION, type Fact, type LogSource, type Sight, type Stamped } from "../../engine/model/events.ts";
import type { IssueId } from "../../engine/model/plan.ts";
import { JOURNAL_START, readJournal } from "../journal/read-journal.ts";
import { journalPath } from "../journal/load-state.ts";
import { readLog } from "./log-reader.ts";

/** Everything recorded of a milestone's runs, facts and logs, in the order in which it happened. */
export async function recordedEvents(stateFolder: string): Promise<readonly Stamped[]> {
  const facts: Stamped<Fact>[] = [];
  await readJournal(journalPath(stateFolder), JOURNAL_START, (fact) => facts.push(fact));
  const issues = new Set(facts.flatMap((fact) => ("issue" in fact ? [fact.issue] : [])));
  const logs = await Promise.all([undefined, ...issues].map((issue) => loggedSights(stateFolder, issue)));
  return [...facts, ...logs.flat()].toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.seq - b.seq));
}

/** As `log-line.ts` writes it: the source is nine characters wide. */
const LOG_LINE = /^(\S+) (agent|setup|lint|typecheck|test|git|forge|engine) {1,9}(?<=^\S+ .{10})(.*)$/;

async function loggedSights(stateFolder: string, issue: IssueId | undefined): Promise<readonly Stamped<Sight>[]> {
  const sights: Stamped<Sight>[] = [];
  for await (const line of readLog(stateFolder, issue)) {
    const [, at, source, text] = LOG_LINE.exec(line) ?? [];
    if (at === undefined || text === undefined) continue;
    sights.push({ type: "log", issue, source: source as LogSource, text, v: EVENT_VERSION, seq: Infinity, at });
  }
  return sights;
}
