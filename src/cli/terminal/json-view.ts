import { eventLine } from "../../ui/json/event-line.ts";
import { createLineDecider } from "../../ui/transcript/answers/line-decider.ts";
import { createLineReader } from "../../ui/transcript/answers/line-reader.ts";
import { readRetries } from "../../ui/transcript/answers/retry-words.ts";
import { withIssuePrefix } from "../../ui/transcript/issue-prefix.ts";
import { hasSeveralAtWork } from "../../state/progress/selectors.ts";
import { createOutput } from "./output.ts";
import type { View, Watched } from "./watched-run.ts";

/** Prints one event a line on standard output. Replies to answers go to standard error. */
export function openJsonView({ ledger, interruption, waits }: Watched): View {
  const output = createOutput(process.stdout, interruption);
  const reader = createLineReader(process.stdin);
  const stopWatching = ledger.subscribe((event) => output.write(eventLine(event)), output.drained);
  const stopRetries = readRetries(reader, waits, () => ledger.progress);
  return {
    decider: createLineDecider({
      reader,
      progress: () => ledger.progress,
      say(lines, issue) {
        const named = withIssuePrefix(lines, hasSeveralAtWork(ledger.progress) ? issue : undefined);
        process.stderr.write(`${named.join("\n")}\n`);
      },
      endWaits: waits.retryNow,
    }),
    async close() {
      stopWatching();
      stopRetries();
      reader.close();
      await output.flush();
    },
  };
}
