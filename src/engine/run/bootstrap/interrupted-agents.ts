import type { Repository } from "../../git/repository.ts";
import { changedSinceSaved, discardFingerprints } from "../../issue/tamper-check/saved-fingerprints.ts";
import type { Ledger } from "../../model/ports.ts";
import { gitTampering } from "../../questions/kinds/safety/git-tampering.ts";
import type { QuestionQueue } from "../../questions/queue.ts";
import { stopOf } from "../../questions/stop-definition.ts";

interface InterruptedPorts {
  readonly ledger: Ledger;
  readonly questions: QuestionQueue;
  readonly repository: Repository;
  readonly stateFolder: string;
}

/** Asks about what was changed since the start of an agent whose run was killed. A change is asked about once. */
export async function askAboutInterruptedAgents(ports: InterruptedPorts): Promise<void> {
  const { ledger, questions } = ports;
  for (const issue of Object.keys(ledger.progress.issues)) {
    const saved = await changedSinceSaved(ports, issue);
    if (saved === undefined) continue;
    const wasAsked = ledger.progress.decisions.some(({ stop, at }) => stop === gitTampering.kind && at > saved.at);
    if (saved.changed.length > 0 && !wasAsked) {
      const names = saved.changed.map((name) =>
        name.startsWith("refs/") ? `branch ${name.slice("refs/heads/".length)}` : `.git/${name}`,
      );
      await questions.ask(
        stopOf(gitTampering, {
          of: "error",
          message: `Changed since the agent began that was killed with the run: ${names.join(", ")}`,
          hint: "Check what was changed, and undo it. If you changed it, abort, and run the milestone again.",
        }),
      );
    }
    await discardFingerprints(ports, issue);
  }
}
