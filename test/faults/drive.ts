// One start of the program, answered as it asks, and perhaps killed.
import { createInterface } from "node:readline";
import type { Question } from "../../src/engine/model/stop.ts";
import type { Stamped } from "../../src/engine/model/events.ts";
import type { TestMilestone } from "../support/milestone.ts";
import { answerTo, CANARIES } from "./five-issues.ts";

/** What is remembered of all starts of one milestone, as somebody at the terminal would. */
export interface Memory {
  /** Everything printed. */
  printed: string;
  /** Answers of which the program said that they are recorded: `<question id> <command>`. */
  readonly acknowledged: string[];
  /** Answers given twice to the same question, although the first was acknowledged. */
  readonly askedAgain: string[];
  /** Milliseconds from each start to the first step or question; of starts that came so far. */
  readonly recoveries: number[];
  kills: number;
}

export function blankMemory(): Memory {
  return { printed: "", acknowledged: [], askedAgain: [], recoveries: [], kills: 0 };
}

export interface Start {
  /** When it is killed: so many milliseconds after its first event, or already after its start. */
  readonly kill?: { readonly after: "start" | "first event"; readonly ms: number } | undefined;
  readonly failpoint?: string | undefined;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Settles with 0 where the milestone is complete, null where it was killed; any other end is an error. */
export async function drive(
  milestone: TestMilestone,
  memory: Memory,
  { kill, failpoint, environment = {} }: Start,
): Promise<0 | null> {
  const begun = performance.now();
  const { child, ended } = milestone.start(["m3", "--json"], {
    ...CANARIES,
    ...(failpoint === undefined ? {} : { MILESTONE_TUI_FAILPOINT: failpoint }),
    ...environment,
  });
  let timer: NodeJS.Timeout | undefined;
  const reached = (after: "start" | "first event") => {
    if (kill?.after === after) timer ??= setTimeout(() => child.kill("SIGKILL"), kill.ms);
  };
  reached("start");
  child.stdin?.on("error", () => {});
  let recovered = false;
  let wrong: string | undefined;
  const about = new Map<string, string>();
  if (child.stdout === null) throw new Error("no output");
  createInterface({ input: child.stdout }).on("line", (line) => {
    const event = parsed(line);
    if (event === undefined) return;
    reached("first event");
    if (!recovered && (event.type === "step.started" || event.type === "question.asked")) {
      recovered = true;
      memory.recoveries.push(performance.now() - begun);
    }
    if (event.type === "question.asked") {
      const { id, issue = "run", stop, commands } = event.question;
      about.set(id, identityOf(event.question));
      if (memory.acknowledged.includes(identityOf(event.question)))
        memory.askedAgain.push(`${issue} ${stop.kind} (${commands.join(" ")})`);
      const answer = answerTo({ issue: event.question.issue, stop });
      const onOffer = commands.some((command) => command === answer);
      if (!onOffer) wrong = `${answer} is not on offer for ${stop.kind} of ${issue}: ${commands.join(", ")}`;
      child.stdin?.write(`${onOffer ? answer : "abort"}\n`);
    }
    if (event.type === "question.answered") memory.acknowledged.push(about.get(event.id) ?? event.id);
  });
  const { stdout, stderr, code } = await ended;
  clearTimeout(timer);
  memory.printed += stdout + stderr;
  if (wrong !== undefined) throw new Error(wrong);
  if (code === null) memory.kills += 1;
  else if (code !== 0)
    throw new Error(`It ended with ${code} by itself: ${stderr}\n${stdout.split("\n").slice(-5).join("\n")}`);
  return code;
}

/** The same whenever the same thing is asked about: who asks, what it is about, and the how-manieth attempt it is. */
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

/** The last line of a process that was killed may be torn. */
function parsed(line: string): Stamped | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
