import type { ScreenActions, ScreenLook } from "../../../ui/screen/model/source.ts";
import type { ShownRun } from "../watched-run.ts";
import { suspend } from "./suspend.ts";
import { attentionSequence, copySequence, titleSequence } from "./terminal-sequences.ts";

/**
 * The screen's actions, available from its first frame on. Those that need the run wait for it and load their code
 * then.
 */
export function earlyActions({
  run,
  look,
  write,
}: {
  readonly run: Promise<ShownRun>;
  readonly look: ScreenLook;
  readonly write: (text: string) => void;
}): ScreenActions {
  const loaded = async () => (await import("./run-actions.ts")).runActions(await run, look);
  return {
    details: async (issue) => (await loaded()).details(issue),
    openFile: async (issue, file, line) => (await loaded()).openFile(issue, file, line),
    openDiff: async (issue) => (await loaded()).openDiff(issue),
    openLink: async (url) => (await loaded()).openLink(url),
    saveLog: async (issue) => (await loaded()).saveLog(issue),
    searchLog: async (issue, query) => (await loaded()).searchLog(issue, query),
    copy: (text) => write(copySequence(text)),
    suspend,
    notify(kind, text) {
      if (kind === "title") write(titleSequence(text));
      else void loaded().then(({ notification }) => write(attentionSequence(text, notification)));
    },
  };
}
