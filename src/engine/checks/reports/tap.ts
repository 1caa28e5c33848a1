import { Parser } from "tap-parser";
import { reportOf, type TestCase, type TestReport } from "./report.ts";

type Events = ReturnType<typeof Parser.parse>;
type Event = Events[number];

/** Reads the Test Anything Protocol as node:test, tap, tape and bats write it, also among other output. */
export function readTap(text: string): TestReport | undefined {
  // Every TAP stream has a plan; a line like `ok 1` alone may be anything.
  if (!/^(?:TAP version \d+|1\.\.\d+.*)$/m.test(text)) return undefined;
  const cases = casesIn(Parser.parse(text), []);
  return cases.length === 0 && !/^1\.\.0\b/m.test(text) ? undefined : reportOf(cases);
}

/**
 * The tests of a stream. A test point that closes a subtest is a suite, which counts only where it failed and no test
 * inside did.
 */
function casesIn(events: readonly Event[], within: readonly string[]): TestCase[] {
  const cases: TestCase[] = [];
  let inside: readonly Event[] | undefined;
  let planned: number | undefined;
  let points = 0;
  for (const event of events) {
    if (event[0] === "child") inside = event[1];
    if (event[0] === "plan") planned = event[1].end - event[1].start + 1;
    if (event[0] === "assert") points += 1;
    if (event[0] === "bailout")
      cases.push({ name: `Bail out! ${String(event[1])}`.trim(), within: "", state: "failed" });
    if (event[0] !== "assert") continue;
    const { ok, name, skip, todo } = event[1];
    const inner = inside === undefined ? [] : casesIn(inside, [...within, name]);
    inside = undefined;
    cases.push(...inner);
    const failed = !ok && !skip && !todo;
    if (inner.length > 0 && !(failed && inner.every((test) => test.state !== "failed"))) continue;
    cases.push({
      name: name || "(unnamed)",
      within: within.join(" › "),
      state: failed ? "failed" : skip || todo ? "skipped" : "passed",
    });
  }
  if (planned !== undefined && points < planned) {
    cases.push({
      name: `${planned - points} of ${planned} planned tests did not run`,
      within: within.join(" › "),
      state: "failed",
    });
  }
  return inside === undefined ? cases : [...cases, ...casesIn(inside, within)];
}
