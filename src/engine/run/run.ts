import type { EndReason } from "../model/events.ts";
import { MilestoneError } from "../model/errors.ts";
import type { Lane } from "../issue/lane.ts";
import type { IssueId, Plan } from "../model/plan.ts";
import type { LoadedPlan } from "../plan/sources/load-plan.ts";
import type { Ports } from "./ports.ts";
import { questionsAsked } from "../model/progress.ts";
import { commandsFor } from "../questions/catalogue.ts";
import type { StepSettings } from "../issue/next-step.ts";
import type { Command, Question, Stop } from "../model/stop.ts";

/** A run of one milestone: its plan, the lanes it works in, and its doors to the world. */
export interface Run extends Ports {
  readonly loaded: LoadedPlan;
  readonly plan: Plan;
  readonly lanes: readonly [Lane, ...Lane[]];
}

/** Thrown where a run ends before the milestone is complete, and caught in one place: `runMilestone`. */
export class RunEnded extends Error {
  override readonly name = "RunEnded";
  readonly reason: EndReason;

  constructor(reason: EndReason) {
    super(`The run has ended: ${reason}`);
    this.reason = reason;
  }
}

/**
 * Puts a stop to whoever decides, with the question and the answer on the disk before anything follows from them.
 * One that is open already, from before a restart, keeps its name.
 */
export async function ask(run: Run, stop: Stop, issue?: IssueId): Promise<Command> {
  return askAgain(run, questionFor(run, stop, issue));
}

/** The same for as long as somebody needs the answer. Undefined where the signal was aborted before there was one. */
export async function askWhile(
  run: Run,
  stop: Stop,
  issue: IssueId,
  needed: AbortSignal,
): Promise<Command | undefined> {
  const question = questionFor(run, stop, issue);
  const signal = AbortSignal.any([run.signal, needed]);
  try {
    return await askAgain(run, question, signal);
  } catch (error) {
    if (run.signal.aborted || !signal.aborted || error !== signal.reason) throw error;
    await run.ledger.record({ type: "question.withdrawn", id: question.id });
    return undefined;
  }
}

/** Asks a question as it stands. `abort` ends the run. */
export async function askAgain(run: Run, question: Question, signal = run.signal): Promise<Command> {
  await run.ledger.record({ type: "question.asked", question });
  const command = await run.decider.answer(question, signal);
  if (!question.commands.includes(command)) {
    throw new MilestoneError("usage", `"${command}" is not on offer: ${question.commands.join(", ")}`);
  }
  await run.ledger.record({ type: "question.answered", id: question.id, command, by: run.decider.by });
  if (command === "abort") throw new RunEnded(question.stop.kind === "quality-gate" ? "gate-refused" : "aborted");
  return command;
}

function questionFor({ ledger, clock }: Run, stop: Stop, issue: IssueId | undefined): Question {
  const open = ledger.progress.questions.find(
    (question) => question.issue === issue && question.stop.kind === stop.kind,
  );
  return {
    // Never one that was used: an answer to another question must not meet this one.
    id: open?.id ?? `q${questionsAsked(ledger.progress) + 1}`,
    issue,
    stop,
    commands: commandsFor(stop, issue === undefined ? "run" : "issue"),
    askedAt: clock.now().toISOString(),
  };
}

export function stepSettings(run: Run): StepSettings {
  return {
    without: run.options.skipCodeReview ? ["review"] : [],
    milestone: run.plan.milestone,
    scopeTags: run.plan.scopeTags,
    fixAttempts: run.config.limits.fixAttempts,
  };
}
