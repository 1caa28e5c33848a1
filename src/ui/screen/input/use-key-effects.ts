import { useApp } from "ink";
import { messageOf } from "../../../engine/model/errors.ts";
import type { IssueId } from "../../../engine/model/plan.ts";
import type { Command } from "../../../engine/model/stop.ts";
import { plural } from "../text/format.ts";
import { placeIn } from "../../../engine/questions/stop-words.ts";
import type { ScreenModel } from "../model/screen-model.ts";
import type { ScreenActions } from "../model/source.ts";
import type { View } from "../model/view.ts";
import type { Effect } from "./effect.ts";

export interface KeyEffectOptions {
  readonly actions: ScreenActions;
  readonly exit: () => void;
  readonly setView: (view: View) => void;
  /** Returns the view set last, even if React has not rendered it yet. */
  readonly latestView: () => View;
  readonly answer: ((questionId: string, command: Command) => Promise<void> | void) | undefined;
  readonly interrupt: () => void;
}

/** Returns the function that carries out the effects of keys. A failure is shown as a message on the screen. */
export function useKeyEffects({
  actions,
  exit,
  setView,
  latestView,
  answer,
  interrupt,
}: KeyEffectOptions): (effect: Effect, model: ScreenModel) => void {
  const { suspendTerminal } = useApp();
  const showMessage = (message: string) => setView({ ...latestView(), message });
  const attempt = (action: Promise<unknown> | undefined) => {
    action?.catch((error: unknown) => showMessage(messageOf(error)));
  };
  return (effect, model) => {
    switch (effect.type) {
      case "answer":
        return attempt(sendAnswer(effect.question, effect.command));
      case "interrupt":
        interrupt();
        return showMessage("Stopping after the present step. ctrl-c again stops at once.");
      case "panic":
        actions.panic?.();
        return showMessage("Stopping everything…");
      case "lanes":
        return attempt(setLanes(effect.change, model));
      case "pace": {
        const pace = actions.pace?.(effect.change);
        return pace === undefined ? undefined : showMessage(pace);
      }
      case "retry-now":
        // The header shows that the wait is over. A message would stay until the next key, which may be hours away.
        return actions.retryNow?.();
      case "close":
        return exit();
      case "suspend":
        return attempt(actions.suspend === undefined ? undefined : suspendTerminal(actions.suspend));
      case "edit":
        return attempt(edit(model));
      case "diff": {
        const { openDiff } = actions;
        return attempt(openDiff === undefined ? undefined : suspendTerminal(() => openDiff(effect.issue)));
      }
      case "browse":
        return attempt(actions.openLink?.(effect.url));
      case "copy":
        actions.copy?.(effect.text);
        return showMessage("Copied.");
      case "save":
        return attempt(actions.saveLog?.(effect.issue).then((path) => showMessage(`Saved: ${path}`)));
      case "search":
        return attempt(searchAll(effect.issue, effect.query));
    }
  };

  async function searchAll(issue: IssueId | undefined, query: string): Promise<void> {
    const matches = await actions.searchLog?.(issue, query);
    const view = latestView();
    // The matches are dropped if another page is in front by now, or another query was typed.
    if (matches === undefined || view.overlay !== undefined || view.search.query !== query) return;
    setView({ ...view, message: undefined, matches, overlay: "matches", scroll: { ...view.scroll, matches: 0 } });
  }

  async function setLanes(change: 1 | -1, { rows }: ScreenModel): Promise<void> {
    const lanes = await actions.setLanes?.(change);
    if (lanes === undefined) return;
    const rest = rows.counts.current > lanes ? ": the others end their issue first" : "";
    showMessage(`${plural(lanes, "lane")}${rest}`);
  }

  /** Sends an answer. One that cannot be saved is removed from the view, so that the user can answer again. */
  async function sendAnswer(question: string, command: Command): Promise<void> {
    try {
      await answer?.(question, command);
    } catch (error) {
      const { [question]: _, ...answers } = latestView().answers;
      setView({ ...latestView(), answers });
      throw error;
    }
  }

  async function edit({ asked, selected }: ScreenModel): Promise<void> {
    const { openFile } = actions;
    const location = asked === undefined ? undefined : placeIn(asked.question.stop);
    if (location === undefined) return showMessage("The question names no file.");
    if (openFile !== undefined)
      await suspendTerminal(() => openFile(asked?.question.issue ?? selected?.id, location.file, location.line));
  }
}
