import { finding } from "./findings.ts";
import type { Rule } from "./rule.ts";

/** A plan with more issues than this needs a specification of the whole milestone. */
const ISSUES_WITHOUT_SPECIFICATION = 5;

export const noPhases: Rule = ({ plan }) => {
  if (plan.phases.length === 0)
    return [
      finding(
        "no-phase",
        1,
        "The plan has no phase",
        "Give each phase a heading such as `## Phase 1: name`, and list its issues below it.",
      ),
    ];
  if (plan.issues.size === 0)
    return [
      finding("no-issues", plan.phases[0]?.line, "The plan has no issues", "List the issues of each phase in a table."),
    ];
  return [];
};

export const emptyPhase: Rule = ({ plan }) =>
  plan.issues.size === 0
    ? []
    : plan.phases
        .filter(({ issues }) => issues.length === 0)
        .map(({ number, line }) =>
          finding(
            "empty-phase",
            line,
            `Phase ${number} has no issues`,
            "List its issues in a table, or remove the phase.",
            { severity: "warning" },
          ),
        );

/** Warns where phase numbers do not rise. Phases run in the order of the plan, whatever their numbers. */
export const phaseOrder: Rule = ({ plan }) =>
  plan.phases.flatMap(({ number, line }, index) => {
    const before = plan.phases[index - 1];
    if (before === undefined || before.number < number) return [];
    const text =
      before.number === number
        ? `Phase ${number} is listed twice`
        : `Phase ${number} stands after Phase ${before.number}`;
    return [
      finding("phase-order", line, text, "Number the phases in the order in which they run.", {
        severity: "warning",
      }),
    ];
  });

export const totalDiffers: Rule = ({ plan, total }) =>
  total === undefined || total.value === plan.issues.size
    ? []
    : [
        finding(
          "total",
          total.line,
          `Total Issues says ${total.value}, the plan has ${plan.issues.size}`,
          "Correct the total, or list the missing issues.",
          { severity: "warning" },
        ),
      ];

export const noSpecification: Rule = ({ plan, files }) =>
  plan.issues.size <= ISSUES_WITHOUT_SPECIFICATION || files.some((name) => name.toLowerCase() === "00-specification.md")
    ? []
    : [
        finding(
          "no-specification",
          undefined,
          `No 00-SPECIFICATION.md for ${plan.issues.size} issues`,
          "Describe the whole milestone in 00-SPECIFICATION.md.",
          { severity: "warning" },
        ),
      ];
