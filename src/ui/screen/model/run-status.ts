import type { EndReason } from "../../../engine/model/facts.ts";
import { currentIssues } from "../../../state/progress/selectors.ts";
import type { RunStatus } from "../panes/bars.ts";
import type { Snapshot } from "../log/feed.ts";
import type { Wait } from "../log/waits.ts";
import { plural } from "../text/format.ts";
import { rowsOf } from "./rows.ts";

const END_TEXTS: Readonly<Record<EndReason, string>> = {
  aborted: "aborted",
  "gate-refused": "plan refused",
  "input-ended": "no more answers",
  interrupted: "interrupted",
  panic: "stopped",
};

/** Describes in a word or two what the run is doing, for the header and the window title. */
export function runStatus(
  snapshot: Snapshot,
  { stopping, watching }: { readonly stopping: boolean; readonly watching: boolean },
): RunStatus {
  const status = liveStatus(snapshot, stopping);
  return watching ? { ...status, text: `replay: ${status.text}` } : status;
}

function liveStatus(snapshot: Snapshot, stopping: boolean): RunStatus {
  const { progress } = snapshot;
  const { completed, ended, questions, outline } = progress;
  if (completed) return { state: "complete", text: "complete" };
  if (ended !== undefined) return { state: "ended", text: END_TEXTS[ended] };
  if (stopping) return { state: "stopping", text: "stopping" };
  if (questions.length > 0)
    return { state: "asking", text: questions.length === 1 ? "asks you" : plural(questions.length, "question") };
  const waiting = shortestWait(snapshot);
  if (waiting !== undefined) return { state: "waiting", text: `waits until ${waiting.until.slice(11, 19)} UTC` };
  if (outline.length === 0) return { state: "starting", text: "starting" };
  return { state: "running", text: rowsOf(progress).counts.current > 0 ? "running" : "preparing" };
}

/** Returns the wait that ends first, if all that goes on waits: with several issues at work, each of them has to. */
function shortestWait({ progress, waits }: Pick<Snapshot, "progress" | "waits">): Wait | undefined {
  const active = currentIssues(progress);
  if (active.length > 1 && active.some(({ id }) => !waits.has(id))) return undefined;
  return [...waits.values()].reduce<Wait | undefined>(
    (first, wait) => (first === undefined || wait.until < first.until ? wait : first),
    undefined,
  );
}
