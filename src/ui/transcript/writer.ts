import type { Stamped } from "../../engine/model/events.ts";
import type { IssueId } from "../../engine/model/plan.ts";
import type { Progress } from "../../engine/model/progress.ts";
import { issuePrefix } from "./issue-prefix.ts";
import { beginMemory, isInterleaved } from "./memory/memory.ts";
import { transcribe } from "./transcript.ts";
import type { Wait } from "./memory/waits.ts";

/**
 * Creates a writer that prints the transcript as events arrive. One empty line separates paragraphs, however many
 * breaks the events contain. Where several issues are at work, every line of an issue begins with its number, and only
 * two lines of the same issue have an empty line between them.
 */
export function createTranscriptWriter(options: {
  readonly progress: Progress;
  readonly verbose: boolean;
  readonly write: (text: string) => void;
  readonly paint: (line: string) => string;
}) {
  let memory = beginMemory(options.progress, options.verbose);
  /** The issue that the last line names. */
  let last: IssueId | undefined;
  let atBreak = true;

  function print(lines: readonly string[], issue: IssueId | undefined): void {
    const text = lines.map((line) => (issue === undefined ? ownLine(line) : issueLine(line, issue))).join("");
    if (text !== "") options.write(text);
  }

  function ownLine(line: string): string {
    if (line === "" && atBreak && last === undefined) return "";
    last = undefined;
    atBreak = line === "";
    return `${painted(line)}\n`;
  }

  /** A break is printed with the line after it, since the next line can be another issue's. */
  function issueLine(line: string, issue: IssueId): string {
    const wasBreak = atBreak && last === issue;
    if (line === "") {
      atBreak ||= last === issue;
      return "";
    }
    last = issue;
    atBreak = false;
    const prefix = issuePrefix(issue);
    return `${wasBreak ? `${prefix}\n` : ""}${prefix}${painted(line)}\n`;
  }

  /**
   * Text from outside can contain line feeds. A part of it on a separate line could be mistaken for a line of the
   * program.
   */
  function painted(line: string): string {
    return options.paint(line.replaceAll("\n", "\\n"));
  }

  return {
    /** Prints lines that belong to an issue, or to the run where `issue` is undefined. */
    say(lines: readonly string[], issue?: IssueId): void {
      print(lines, isInterleaved(memory) ? issue : undefined);
    },
    watch(event: Stamped): void {
      const next = transcribe(memory, event);
      memory = next.memory;
      print(next.lines, next.issue);
    },
    /** What the run and its issues wait for at present. */
    get waits(): readonly Wait[] {
      return memory.waits;
    },
  };
}
