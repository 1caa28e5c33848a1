// One start of the program: answers its questions, and may kill it.
import { createInterface } from "node:readline";
import type { Question } from "../../src/engine/model/stop.ts";
import type { Stamped } from "../../src/engine/model/events.ts";
import type { TestMilestone } from "../support/milestone.ts";
import { answerTo, CANARIES } from "./five-issues.ts";

/** What a user would have seen over all starts of one milestone. */
export interface Memory {
  /** Everything printed. */
  printed: string;
  /** The identities of questions whose answer the program reported as recorded. */
  readonly acknowledged: string[];
  /** Questions asked again although their answer was acknowledged. */
  readonly askedAgain: string[];
  /** Milliseconds from each start to its first step or question. Starts killed before that have no entry. */
  readonly recoveries: number[];
  kills: number;
}

export function blankMemory(): Memory {
  return { printed: "", acknowledged: [], askedAgain: [], recoveries: [], kills: 0 };
}

export interface Start {
  /** When to kill the program: `ms` milliseconds after this number of events, where 0 is its start. */
  readonly kill?: { readonly events: number; readonly ms: number } | undefined;
  readonly failpoint?: string | undefined;
  readonly environment?: Readonly<Record<string, string>>;
  /** Default: 1. With several, each answer names its question. */
  readonly lanes?: number;
}

/**
 * Runs the program once.
 * @returns 0 where the milestone is complete, null where the program was killed
 * @throws Error for any other exit code, or where the scripted answer is not one of the question's commands
 */
export async function drive(
  milestone: TestMilestone,
  memory: Memory,
  { kill, failpoint, environment = {}, lanes = 1 }: Start,
): Promise<0 | null> {
  const begun = performance.now();
  const { child, ended } = milestone.start(["m3", "--json", "--lanes", String(lanes)], {
    ...CANARIES,
    ...(failpoint === undefined ? {} : { MILESTONE_TUI_FAILPOINT: failpoint }),
    ...environment,
  });
  let timer: NodeJS.Timeout | undefined;
  let events = 0;
  const killIfReached = () => {
    if (kill?.events === events) timer ??= setTimeout(() => child.kill("SIGKILL"), kill.ms);
  };
  killIfReached();
  child.stdin?.on("error", () => {});
  let recovered = false;
  let problem: string | undefined;
  const identities = new Map<string, string>();
  if (child.stdout === null) throw new Error("no output");
  createInterface({ input: child.stdout }).on("line", (line) => {
    const event = parsed(line);
    if (event === undefined) return;
    events += 1;
    killIfReached();
    if (!recovered && (event.type === "step.started" || event.type === "question.asked")) {
      recovered = true;
      memory.recoveries.push(performance.now() - begun);
    }
    if (event.type === "question.asked") {
      const { id, issue = "run", stop, commands } = event.question;
      identities.set(id, identityOf(event.question));
      if (memory.acknowledged.includes(identityOf(event.question)))
        memory.askedAgain.push(`${issue} ${stop.kind} (${commands.join(" ")})`);
      const answer = answerTo({ issue: event.question.issue, stop });
      const isOffered = commands.some((command) => command === answer);
      if (!isOffered)
        problem = `${answer} is not offered for ${JSON.stringify(stop)} of ${issue}: ${commands.join(", ")}`;
      child.stdin?.write(`${lanes > 1 ? `${id} ` : ""}${isOffered ? answer : "abort"}\n`);
    }
    if (event.type === "question.answered") memory.acknowledged.push(identities.get(event.id) ?? event.id);
  });
  const { stdout, stderr, code } = await ended;
  clearTimeout(timer);
  memory.printed += stdout + stderr;
  if (problem !== undefined) throw new Error(problem);
  if (code === null) memory.kills += 1;
  else if (code !== 0)
    throw new Error(`The program ended with ${code}: ${stderr}\n${stdout.split("\n").slice(-5).join("\n")}`);
  return code;
}

/**
 * Identifies what is asked: issue, kind, attempt and findings. The same question after a restart has the same identity.
 */
function identityOf({ issue, stop, id }: Question): string {
  if (stop.evidence.of === "error") return id;
  return JSON.stringify([
    issue,
    stop.kind,
    stop.attempt,
    stop.fingerprints,
    stop.evidence.of === "phase" ? stop.evidence.phase : "",
  ]);
}

/** The last line of a killed process may be incomplete. */
function parsed(line: string): Stamped | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
