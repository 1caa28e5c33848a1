import { describe, expect, test } from "vitest";
import { casesOf, FORM_NAMES } from "./corpus.ts";
import { judgeFile } from "./diffs.ts";

const WEIGHT: Readonly<Record<string, number>> = { additive: 0, unknown: 1, breaking: 2 };

describe.each(FORM_NAMES)("%s", (form) => {
  test.each(casesOf(form))("$name is $verdict: $rule", async ({ path, source, verdict, rule }) => {
    const findings = await judgeFile(path, source);
    const worst = findings.reduce((most, finding) => Math.max(most, WEIGHT[finding.verdict] ?? 3), 0);
    expect({
      verdict: Object.keys(WEIGHT)[worst],
      findings: findings.map((finding) => `${finding.verdict} ${finding.rule}`),
    }).toEqual({
      verdict,
      findings: rule === "nothing" ? [] : expect.arrayContaining([`${verdict} ${rule}`]),
    });
    expect(findings.map(({ object }) => object)).not.toContain("only_on_the_way_down");
  });
});

test("the corpus has at least 300 migrations", () => {
  expect(FORM_NAMES.flatMap(casesOf).length).toBeGreaterThanOrEqual(300);
});
