import type { Stamped } from "../../engine/model/events.ts";
import type { Progress } from "../../engine/model/progress.ts";
import { beginTranscript, transcribe } from "./transcript.ts";

/**
 * Creates a writer that prints the transcript as events arrive. One empty line separates paragraphs, however many
 * breaks the events contain.
 */
export function createTranscriptWriter(options: {
  readonly progress: Progress;
  readonly verbose: boolean;
  readonly write: (text: string) => void;
  readonly paint: (line: string) => string;
}) {
  let memory = beginTranscript(options.progress, options.verbose);
  let atBreak = true;

  function say(lines: readonly string[]): void {
    let text = "";
    for (const line of lines) {
      if (line === "" && atBreak) continue;
      atBreak = line === "";
      // Text from outside can contain line feeds. A part of it on a separate line could be mistaken for a line of the
      // program.
      text += `${options.paint(line.replaceAll("\n", "\\n"))}\n`;
    }
    if (text !== "") options.write(text);
  }

  return {
    say,
    watch(event: Stamped): void {
      const next = transcribe(memory, event);
      memory = next.memory;
      say(next.lines);
    },
  };
}
