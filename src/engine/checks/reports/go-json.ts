import { z } from "zod";
import { parseJson } from "../../text/parse-json.ts";
import { reportOf, type TestCase, type TestReport } from "./report.ts";

const schema = z.object({
  Action: z.string(),
  Package: z.string().min(1),
  Test: z.string().optional(),
  Output: z.string().optional(),
});
type GoEvent = z.infer<typeof schema>;

const STATES: Readonly<Record<string, TestCase["state"]>> = { pass: "passed", fail: "failed", skip: "skipped" };

/**
 * Reads the output of `go test -json`: one event a line (`go doc test2json`), with other lines of the build between
 * them. A package that failed without a failed test (it does not build, or panicked) counts as one failed test.
 */
export function readGoJson(text: string): TestReport | undefined {
  const ends = text
    .split("\n")
    .flatMap((line) => parse(line) ?? [])
    .filter((event) => event.Action in STATES);
  if (ends.length === 0) return undefined;
  const tests = ends.flatMap(({ Test, Package, Action }) =>
    Test === undefined ? [] : [caseOf(Test, Package, Action)],
  );
  const cases = tests.filter((test) => isCounted(test, tests));
  const broken = ends.filter(
    ({ Test, Action, Package }) =>
      Test === undefined &&
      Action === "fail" &&
      !cases.some((test) => test.within === Package && test.state === "failed"),
  );
  return reportOf([...cases, ...broken.map(({ Package, Action }) => caseOf(Package, "", Action))]);
}

/**
 * The text of lines that may be such events, as a person would read it: the output in the events, as it was printed.
 * Events without output are dropped, and all other lines stay as they are. Undefined where nothing is left.
 */
export function goOutput(lines: string): string | undefined {
  if (!lines.includes('"Action":"')) return lines;
  const words = lines.split("\n").flatMap((line) => {
    const event = parse(line);
    return event === undefined ? [line] : event.Output === undefined ? [] : [event.Output.replace(/\n$/, "")];
  });
  return words.length === 0 ? undefined : words.join("\n");
}

function caseOf(name: string, within: string, action: string): TestCase {
  return { name, within, state: STATES[action] ?? "failed" };
}

/** Whether a test counts. A test with subtests is a suite, which counts only where it failed and no subtest did. */
function isCounted(test: TestCase, tests: readonly TestCase[]): boolean {
  const inner = tests.filter((other) => other.within === test.within && other.name.startsWith(`${test.name}/`));
  return inner.length === 0 || (test.state === "failed" && inner.every((other) => other.state !== "failed"));
}

function parse(line: string): GoEvent | undefined {
  return line.startsWith("{") ? schema.safeParse(parseJson(line)).data : undefined;
}
