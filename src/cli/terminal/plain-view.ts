import { createLineDecider } from "../../ui/transcript/answers/line-decider.ts";
import { createLineReader } from "../../ui/transcript/answers/line-reader.ts";
import { painter } from "../../ui/transcript/paint.ts";
import { readRetries } from "../../ui/transcript/answers/retry-words.ts";
import { createTranscriptWriter } from "../../ui/transcript/writer.ts";
import { hasColor } from "./terminal.ts";
import { createOutput } from "./output.ts";
import type { View, Watched } from "./watched-run.ts";

/** The transcript on standard output, answers as words on standard input. */
export function openPlainView({ ledger, flags, interruption, waits }: Watched): View {
  const output = createOutput(process.stdout, interruption);
  const reader = createLineReader(process.stdin);
  const writer = createTranscriptWriter({
    progress: ledger.progress,
    verbose: flags.verbose === true,
    write: output.write,
    paint: painter(hasColor(process.stdout)),
  });
  const stopWatching = ledger.subscribe(writer.watch);
  const stopRetries = readRetries(reader, waits, () => ledger.progress);
  return {
    decider: createLineDecider({
      reader,
      progress: () => ledger.progress,
      say: writer.say,
      endWaits: waits.retryNow,
      waits: () => writer.waits,
    }),
    async close() {
      stopWatching();
      stopRetries();
      reader.close();
      await output.flush();
    },
  };
}
