import { z } from "zod";
import { parseJson } from "../../text/parse-json.ts";
import { reportOf, type TestCase, type TestReport } from "./report.ts";

// Vitest's `--reporter=json` has the same shape.
const schema = z.object({
  testResults: z.array(
    z.object({
      name: z.string().default(""),
      status: z.string().default(""),
      assertionResults: z.array(
        z.object({ title: z.string(), ancestorTitles: z.array(z.string()).default([]), status: z.string() }),
      ),
    }),
  ),
});

/**
 * Reads the JSON reports of jest and vitest, also with other output around them. A file that could not be run counts as
 * one failed test.
 */
export function readJestJson(text: string): TestReport | undefined {
  const parsed = schema.safeParse(parse(text));
  return parsed.success ? reportOf(parsed.data.testResults.flatMap(casesOf)) : undefined;
}

function casesOf(file: z.infer<typeof schema>["testResults"][number]): TestCase[] {
  const cases = file.assertionResults.map((test) => ({
    name: test.title,
    within: test.ancestorTitles.join(" › "),
    state: stateOf(test.status),
  }));
  const broken = file.status === "failed" && cases.every((test) => test.state !== "failed");
  return broken ? [...cases, { name: file.name, within: "", state: "failed" }] : cases;
}

function stateOf(status: string): TestCase["state"] {
  if (status === "passed" || status === "failed") return status;
  // The others are: pending, skipped, todo, disabled, focused.
  return "skipped";
}

function parse(text: string): unknown {
  const start = text.indexOf("{");
  if (start === -1 || !text.includes('"testResults"')) return undefined;
  return parseJson(text.slice(start, text.lastIndexOf("}") + 1));
}
