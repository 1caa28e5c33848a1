import { finding } from "./findings.ts";
import { isSpecName } from "../sources/spec-files.ts";
import { eachSpec, type Rule } from "./rule.ts";

/** An issue with at least this many acceptance criteria gets a warning. */
const MANY_CRITERIA = 6;

export const noCriteria = eachSpec((spec, issue) =>
  (spec.acceptanceCriteria ?? []).length > 0
    ? []
    : [
        finding(
          "no-criteria",
          1,
          `Issue #${issue.id} has no acceptance criteria`,
          "List them as check boxes under a heading Acceptance Criteria.",
          { file: spec.file, issue: issue.id },
        ),
      ],
);

export const manyCriteria = eachSpec((spec, issue) => {
  const criteria = spec.acceptanceCriteria ?? [];
  if (criteria.length < MANY_CRITERIA) return [];
  return [
    finding(
      "many-criteria",
      criteria[0]?.line,
      `Issue #${issue.id} has ${criteria.length} acceptance criteria`,
      "Split the issue, or join criteria that belong together.",
      {
        severity: "warning",
        file: spec.file,
        issue: issue.id,
      },
    ),
  ];
});

export const noTests = eachSpec((spec, issue) =>
  spec.testExpectations
    ? []
    : [
        finding(
          "no-tests",
          1,
          `Missing integration test spec in #${issue.id}`,
          "Describe under a heading Test Expectations what is to be tested.",
          { severity: "warning", file: spec.file, issue: issue.id },
        ),
      ],
);

export const vagueDone = eachSpec((spec, issue) =>
  spec.doneDefinition === null || !isVague(spec.doneDefinition)
    ? []
    : [
        finding(
          "vague-done",
          1,
          `Vague done definition in #${issue.id}`,
          "Describe what can be observed when the issue is done.",
          { severity: "warning", file: spec.file, issue: issue.id },
        ),
      ],
);

export const orphanSpec: Rule = ({ plan, files }) => {
  const known = new Set([...plan.issues.values()].map(({ file }) => file));
  return files
    .filter((name) => isSpecName(name) && !known.has(name))
    .map((name) =>
      finding("orphan-spec", undefined, `Orphan spec file: ${name}`, "List it in the plan, or remove it.", {
        severity: "warning",
        file: name,
      }),
    );
};

/**
 * Whether a text has at most two words, or is a short phrase that names nothing testable: "Everything works as
 * expected."
 */
function isVague(text: string): boolean {
  const words = text.match(/[\p{L}\p{N}]+/gu) ?? [];
  if (words.length <= 2) return true;
  const phrase =
    /\b(?:works?|working|done|completed?|finished|implemented|as expected|properly|correctly|good|tbd|todo|etc)\b/i;
  return words.length <= 8 && phrase.test(text) && !/[`\d/]/.test(text);
}
