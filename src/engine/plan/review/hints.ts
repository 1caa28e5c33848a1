import { followsConvention } from "../branch-name.ts";
import { finding } from "./findings.ts";
import { dependencyIds } from "../lookup.ts";
import type { IssueId, Phase, Plan } from "../../model/plan.ts";
import { eachIssue, eachSpec, type Rule } from "./rule.ts";

/** A line names no more issues than this. */
const SHOWN = 12;

/** Words in a spec by which a stop can be foreseen. */
const STOP_WORDS: readonly (readonly [string, RegExp])[] = [
  ["migration", /\b(?:migrations?|migrate|schema change|(?:alter|create|drop) (?:table|column|index))\b/i],
  [
    "dependency",
    /\b(?:(?:new|add|adds|install) (?:an? )?(?:\S+ )?(?:dependency|dependencies|package|library)|(?:npm|pip|pnpm|yarn|cargo|go) (?:install|add|get)|licen[cs]e)\b/i,
  ],
  [
    "sensitive area",
    /\b(?:auth|authentication|authorization|login|passwords?|permissions?|credentials?|secrets?|billing|payments?|invoices?|encryption|api keys?)\b/i,
  ],
];

/** Per phase, the issues that wait for nothing but what comes before them: side by side, wave after wave. */
export const parallelIssues: Rule = ({ plan }) =>
  plan.phases.flatMap((phase) =>
    [...wavesOf(plan, phase).values()]
      .filter((wave) => wave.length > 1)
      .map((wave) =>
        finding(
          "parallel",
          phase.line,
          `Issues ${named(wave)} could run at the same time`,
          "Nothing to do; they share no dependency.",
          { severity: "info", issue: wave[0] ?? "" },
        ),
      ),
  );

export const expectedStops = eachSpec((spec, issue) => {
  const expected = STOP_WORDS.filter(([, words]) => words.test(spec.text)).map(([name]) => name);
  if (expected.length === 0) return [];
  return [
    finding("expected-stop", 1, `Issue #${issue.id} may stop: ${expected.join(", ")}`, "Be at hand when it runs.", {
      severity: "info",
      file: spec.file,
      issue: issue.id,
    }),
  ];
});

export const branchConvention = eachIssue((issue, { plan }) =>
  issue.branch === undefined || followsConvention(plan, issue, issue.branch)
    ? []
    : [
        finding(
          "branch-convention",
          issue.line,
          `Branch of #${issue.id} is off the convention: ${issue.branch}`,
          `Name it feat/${plan.milestone}-${issue.github ?? issue.id}-….`,
          {
            severity: "info",
            issue: issue.id,
          },
        ),
      ],
);

export const noEpic: Rule = ({ plan, files }) =>
  plan.epicIssue !== undefined || files.some((name) => /^00-epic\.md$/i.test(name))
    ? []
    : [
        finding("no-epic", 1, "The plan names no epic", "Add a line **Epic Issue:** #NN, or 00-epic.md.", {
          severity: "info",
        }),
      ];

function named(wave: readonly IssueId[]): string {
  const shown = wave
    .slice(0, SHOWN)
    .map((id) => `#${id}`)
    .join(", ");
  return wave.length <= SHOWN ? shown : `${shown} and ${wave.length - SHOWN} more`;
}

/** Wave 0 needs nothing of the phase, wave 1 only of wave 0. Members of a cycle are in none. */
function wavesOf(plan: Plan, phase: Phase): ReadonlyMap<number, readonly IssueId[]> {
  const members = new Set(phase.issues);
  const needs = new Map(
    phase.issues.map((id) => {
      const issue = plan.issues.get(id);
      return [id, new Set(issue === undefined ? [] : dependencyIds(issue).filter((needed) => members.has(needed)))];
    }),
  );
  const neededBy = new Map<IssueId, IssueId[]>(phase.issues.map((id) => [id, []]));
  for (const [id, needed] of needs) for (const other of needed) neededBy.get(other)?.push(id);
  const waves = new Map<number, readonly IssueId[]>();
  let wave = phase.issues.filter((id) => needs.get(id)?.size === 0);
  for (let number = 0; wave.length > 0; number += 1) {
    waves.set(number, wave);
    const freed = new Set<IssueId>();
    for (const id of wave) {
      for (const other of neededBy.get(id) ?? []) {
        needs.get(other)?.delete(id);
        if (needs.get(other)?.size === 0) freed.add(other);
      }
    }
    wave = phase.issues.filter((id) => freed.has(id));
  }
  return waves;
}
