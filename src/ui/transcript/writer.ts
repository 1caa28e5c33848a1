import type { Stamped } from "../../engine/model/events.ts";
import type { Progress } from "../../engine/model/progress.ts";
import { beginTranscript, transcribe } from "./transcript.ts";

/** Writes the transcript as events come: paragraphs apart by one empty line, however many breaks were asked for. */
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
      // Outside text may hold line feeds; a line of its own would pass for one of the program's.
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
