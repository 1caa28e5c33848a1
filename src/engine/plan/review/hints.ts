import { followsConvention } from "../branch-name.ts";
import { finding } from "./findings.ts";
import { dependencyIds } from "../lookup.ts";
import type { IssueId, Phase, Plan } from "../../model/plan.ts";
import { eachIssue, eachSpec, type Rule } from "./rule.ts";

/** How many issues one finding names. */
const MAX_SHOWN = 12;

/** Words in a spec that make a stop likely, by the kind of stop. */
const STOP_WORDS: readonly (readonly [string, RegExp])[] = [
  ["migration", /\b(?:migrations?|migrate|schema change|(?:alter|create|drop) (?:table|column|index))\b/i],
  [
    "dependency",
    new RegExp(
      String.raw`\b(?:(?:new|add|adds|install) (?:an? )?(?:\S+ )?(?:dependency|dependencies|package|library)|` +
        String.raw`(?:npm|pip|pnpm|yarn|cargo|go) (?:install|add|get)|licen[cs]e)\b`,
      "i",
    ),
  ],
  [
    "sensitive area",
    new RegExp(
      String.raw`\b(?:auth|authentication|authorization|login|passwords?|permissions?|credentials?|secrets?|` +
        String.raw`billing|payments?|invoices?|encryption|api keys?)\b`,
      "i",
    ),
  ],
];

/** Reports, for each phase, groups of issues that do not depend on each other. */
export const parallelIssues: Rule = ({ plan }) =>
  plan.phases.flatMap((phase) =>
    [...wavesOf(plan, phase).values()]
      .filter((wave) => wave.length > 1)
      .map((wave) =>
        finding(
          "parallel",
          phase.line,
          `Issues ${listed(wave)} could run at the same time`,
          "Nothing to do: none of them depends on another.",
          { severity: "info", issue: wave[0] ?? "" },
        ),
      ),
  );

export const expectedStops = eachSpec((spec, issue) => {
  const expected = STOP_WORDS.filter(([, words]) => words.test(spec.text)).map(([name]) => name);
  if (expected.length === 0) return [];
  return [
    finding(
      "expected-stop",
      1,
      `Issue #${issue.id} may stop: ${expected.join(", ")}`,
      "Be ready to answer when it runs.",
      {
        severity: "info",
        file: spec.file,
        issue: issue.id,
      },
    ),
  ];
});

export const branchConvention = eachIssue((issue, { plan }) =>
  issue.branch === undefined || followsConvention(plan, issue, issue.branch)
    ? []
    : [
        finding(
          "branch-convention",
          issue.line,
          `Branch of #${issue.id} does not follow the convention: ${issue.branch}`,
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
        finding("no-epic", 1, "The plan names no epic", "Add a line **Epic Issue:** #NN, or a file 00-epic.md.", {
          severity: "info",
        }),
      ];

function listed(wave: readonly IssueId[]): string {
  const shown = wave
    .slice(0, MAX_SHOWN)
    .map((id) => `#${id}`)
    .join(", ");
  return wave.length <= MAX_SHOWN ? shown : `${shown} and ${wave.length - MAX_SHOWN} more`;
}

/**
 * Groups the issues of a phase into waves. Issues of wave 0 depend on none in the phase; each later wave depends only
 * on earlier ones. Issues that are on a cycle, or depend on one, are in no wave.
 */
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
