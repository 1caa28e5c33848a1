// Facts are written to the journal before any listener gets them. The schemas here are the single source of their
// types, of the validation of saved facts, and of docs/events.md.
import { z } from "zod";
import { labelSchema } from "./findings/gate-finding.ts";
import type { Immutable } from "./immutable.ts";
import { planFindingSchema } from "./findings/plan-finding.ts";
import { reviewFindingSchema } from "./findings/review.ts";
import { branchPointSchema, pullSchema, stepResultSchema } from "./step-result.ts";
import { STEPS } from "./steps.ts";
import { commandSchema, questionSchema } from "./stop.ts";

const stepSchema = z.enum([...STEPS, "fix"]);
const roleSchema = z.enum(["agent", "reviewer"]);
const bySchema = z.enum(["user", "unattended"]);
const endReasonSchema = z.enum(["aborted", "gate-refused", "input-ended", "interrupted", "panic"]);

export const phaseOutlineSchema = z.object({
  number: z.number(),
  name: z.string(),
  issues: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      github: z.number().optional(),
      priority: z.string(),
      dependencies: z.array(z.string()),
    }),
  ),
});

const replacementShape = {
  agent: z.string().describe("The agent that cannot go on."),
  by: z.string().describe("The fallback agent that does its tasks."),
  reason: z.enum(["rate-limit", "auth", "budget"]),
  message: z.string().describe("What the agent reported, in one line."),
  until: z.string().optional().describe("ISO 8601: when the rate limit ends. Absent where that is unknown."),
};
const replacementSchema = z.object(replacementShape);

const fact = <Type extends string, Shape extends z.ZodRawShape>(type: Type, shape: Shape) =>
  z.object({ type: z.literal(type), ...shape });
const issueFact = <Type extends string, Shape extends z.ZodRawShape>(type: Type, shape: Shape) =>
  z.object({ type: z.literal(type), issue: z.string(), ...shape });

/** Facts about the run as a whole. */
export const RUN_FACTS = [
  fact("run.started", {
    milestone: z.string(),
    resumed: z.boolean(),
    version: z.string(),
    autonomous: z.boolean(),
  }).describe("The run begins, or continues after an interruption."),
  fact("plan.loaded", {
    path: z.string(),
    title: z.string(),
    digest: z.string(),
    baseBranch: z.string().optional(),
    phases: z.array(phaseOutlineSchema),
  }).describe("The plan was read: its phases with their issues, and the branch that the milestone is merged into."),
  fact("review.started", {}).describe("The plan review begins."),
  fact("plan.reviewed", { digest: z.string(), findings: z.array(planFindingSchema) }).describe(
    "The findings of the plan review.",
  ),
  fact("base.ready", { base: branchPointSchema, created: z.boolean(), scopeTags: z.array(z.string()) }).describe(
    "The milestone branch is on the remote, at this commit.",
  ),
  fact("baseline.checked", { setup: z.boolean(), tests: z.enum(["passed", "failing", "none"]) }).describe(
    "Setup and tests of the milestone branch were run, before the first issue.",
  ),
  fact("lanes.changed", { lanes: z.number() }).describe("How many issues are worked on at the same time from here on."),
  fact("run.validated", {}).describe("Everything that the run needs is in place."),
  fact("reconcile.started", {}).describe("A resumed run compares the forge with what was saved."),
  fact("pull.observed", {
    issue: z.string(),
    pull: pullSchema,
    head: z.string().optional().describe("The commit of its branch, where other people moved it."),
  }).describe("A pull request changed on the forge: it was merged, closed, retitled, retargeted or pushed to."),
  fact("reconciled", { open: z.number(), merged: z.number(), current: z.string().optional() }).describe(
    "The comparison is done: the numbers of open and of newly merged pull requests, and the next issue.",
  ),
  fact("phase.started", { phase: z.number() }).describe("The first issue of a phase begins."),
  fact("phase.completed", { phase: z.number() }).describe("The last issue of a phase has ended."),
  fact("phase.approved", { phase: z.number() }).describe("The phase boundary was answered, and the run continues."),
  fact("phase.skipped", { phase: z.number() }).describe("The whole phase is skipped."),
  fact("question.asked", { question: questionSchema }).describe("The user is asked about a stop."),
  fact("question.answered", { id: z.string(), command: commandSchema, by: bySchema }).describe(
    "A question was answered, by the user or by the policy of `--autonomous`.",
  ),
  fact("question.withdrawn", { id: z.string() }).describe(
    "A question no longer needs an answer, because the agent that asked has ended.",
  ),
  fact("milestone.completed", {}).describe("Every issue is done or skipped."),
  fact("run.ended", { reason: endReasonSchema }).describe("The run ended before the milestone was complete."),
] as const;

/** Facts about one issue. */
export const ISSUE_FACTS = [
  issueFact("issue.started", { title: z.string(), github: z.number().optional(), phase: z.number() }).describe(
    "Work on an issue begins.",
  ),
  issueFact("issue.resumed", {}).describe("Work on an issue continues after a restart."),
  issueFact("issue.restarted", { kept: z.array(stepSchema) }).describe(
    "The issue's worktree was lost or used by another issue. Only the steps in `kept` are still finished.",
  ),
  issueFact("issue.reopened", { redo: z.array(stepSchema), asked: z.array(reviewFindingSchema) }).describe(
    "A finished issue needs more work: the steps in `redo` again, and the requested changes in `asked`.",
  ),
  issueFact("issue.restacked", {
    onto: branchPointSchema,
    issueBelow: z.string().describe("The issue that the other change belongs to."),
    pull: z.number().optional().describe("The pull request of that issue, where it has one."),
    files: z.array(z.string()),
  }).describe("The change conflicts with the change of another issue in `files`, and is built on top of that one."),
  issueFact("step.started", {
    step: stepSchema,
    round: z
      .number()
      .describe("How many fixes were finished before this step: 0 for the first fix, 1 for the steps after it."),
    worktree: z.string().optional().describe("Where it is performed. Absent for a step that needs no worktree."),
  }).describe("A step begins. Its effect is unknown until the step is finished."),
  issueFact("step.finished", { round: z.number(), result: stepResultSchema }).describe(
    "A step is finished, with this result.",
  ),
  issueFact("usage.recorded", {
    agent: z.string(),
    task: z.enum(["implement", "fix", "review"]),
    turns: z.number().optional(),
    tokens: z.number().optional(),
    usd: z.number().optional(),
    finished: z.boolean().optional().describe("Whether the agent finished the task, and did not fail."),
  }).describe("The known cost of an agent's task. It is recorded for failed and canceled tasks as well."),
  issueFact("agent.replaced", { role: roleSchema, ...replacementShape }).describe(
    "From here on, the fallback agent does the tasks of this role.",
  ),
  issueFact("label.added", { label: labelSchema, reason: z.string() }).describe(
    "The pull request of the issue gets a label.",
  ),
  issueFact("issue.skipped", {
    title: z.string(),
    github: z.number().optional(),
    phase: z.number(),
    reason: z.string(),
    stop: z.string().optional().describe("The kind of stop that was answered with `skip`."),
  }).describe("The issue is skipped."),
  issueFact("issue.retried", { phase: z.number() }).describe(
    "A skipped issue starts again, because `--retry` names it or an issue it depends on.",
  ),
  issueFact("issue.done", {}).describe("The issue is done."),
] as const;

export const factSchema = z.discriminatedUnion("type", [...RUN_FACTS, ...ISSUE_FACTS]);

export type RunFact = Immutable<z.infer<(typeof RUN_FACTS)[number]>>;
export type IssueFact = Immutable<z.infer<(typeof ISSUE_FACTS)[number]>>;
export type Fact = Immutable<z.infer<typeof factSchema>>;
export type FactOf<Type extends Fact["type"]> = Extract<Fact, { readonly type: Type }>;

export type AgentRole = z.infer<typeof roleSchema>;
export type EndReason = z.infer<typeof endReasonSchema>;
export type Replacement = Immutable<z.infer<typeof replacementSchema>>;
export type PhaseOutline = Immutable<z.infer<typeof phaseOutlineSchema>>;
