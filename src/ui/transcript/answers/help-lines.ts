import type { Command, Question } from "../../../engine/model/stop.ts";

export const MEANING: Readonly<Record<Command, string>> = {
  fix: "the agent fixes it, and everything is judged again",
  skip: "skip this issue; the plan records why",
  abort: "end the run; it can be resumed",
  retry: "try the same again",
  continue: "go on",
  "skip-phase": "go on, and skip the whole next phase",
  allow: "let the agent do it; recorded, and asked once in this issue",
  deny: "refuse it; the agent goes on; recorded, and asked once in this issue",
  approve: "accept the risk and go on; recorded, and asked once",
};

/** The help lines of a question: what each command on offer does. */
export function helpLines(question: Question): readonly string[] {
  const width = Math.max(...question.commands.map((command) => command.length), "status".length);
  const row = (command: string, meaning: string) => `  ${command.padEnd(width)}  ${meaning}`;
  return [
    ...question.commands.map((command) => row(command, MEANING[command])),
    row("status", "where the milestone stands"),
    row("panic", "stop everything at once"),
  ];
}
