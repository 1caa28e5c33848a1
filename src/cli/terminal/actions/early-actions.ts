import type { ScreenActions, ScreenLook } from "../../../ui/screen/model/source.ts";
import type { Seen } from "../watched-run.ts";
import { suspend } from "./suspend.ts";
import { attentionSequence, copySequence, titleSequence } from "./terminal-sequences.ts";

/** What the screen can ask for, from its first frame on: what takes a run waits until there is one, and is loaded then. */
export function earlyActions({
  watched,
  look,
  write,
}: {
  readonly watched: Promise<Seen>;
  readonly look: ScreenLook;
  readonly write: (text: string) => void;
}): ScreenActions {
  const later = async () => (await import("./run-actions.ts")).runActions(await watched, look);
  return {
    details: async (issue) => (await later()).details(issue),
    openFile: async (issue, file, line) => (await later()).openFile(issue, file, line),
    openDiff: async (issue) => (await later()).openDiff(issue),
    openLink: async (url) => (await later()).openLink(url),
    saveLog: async (issue) => (await later()).saveLog(issue),
    searchLog: async (issue, query) => (await later()).searchLog(issue, query),
    copy: (text) => write(copySequence(text)),
    suspend,
    notify(kind, text) {
      if (kind === "title") write(titleSequence(text));
      else void later().then(({ desktopWords }) => write(attentionSequence(text, desktopWords)));
    },
  };
}
