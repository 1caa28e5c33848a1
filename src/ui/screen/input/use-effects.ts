import { useApp } from "ink";
import { messageOf } from "../../../engine/model/errors.ts";
import type { IssueId } from "../../../engine/model/plan.ts";
import type { Command } from "../../../engine/model/stop.ts";
import { placeIn } from "../../../engine/questions/stop-words.ts";
import type { Model } from "../model/model.ts";
import type { ScreenActions } from "../model/source.ts";
import type { View } from "../model/view.ts";
import type { Effect } from "./world.ts";

export interface EffectTools {
  readonly actions: ScreenActions;
  readonly exit: () => void;
  readonly setView: (view: View) => void;
  readonly viewNow: () => View;
  readonly answer: ((questionId: string, command: Command) => Promise<void> | void) | undefined;
  readonly interrupt: () => void;
}

/** Does what a key asked for; what goes wrong is said on the screen. */
export function useEffects({
  actions,
  exit,
  setView,
  viewNow,
  answer,
  interrupt,
}: EffectTools): (effect: Effect, model: Model) => void {
  const { suspendTerminal } = useApp();
  const say = (message: string) => setView({ ...viewNow(), message });
  const attempt = (action: Promise<unknown> | undefined) => {
    action?.catch((error: unknown) => say(messageOf(error)));
  };
  return (effect, model) => {
    switch (effect.type) {
      case "answer":
        return attempt(answered(effect.question, effect.command));
      case "interrupt":
        interrupt();
        return say("Stopping after the present step. ctrl-c again stops at once.");
      case "panic":
        actions.panic?.();
        return say("Stopping everything…");
      case "pace": {
        const played = actions.pace?.(effect.change);
        return played === undefined ? undefined : say(played);
      }
      case "retry-now":
        // The header tells that the wait is over. A message would stay until the next key, which may be hours away.
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
        return say("Copied.");
      case "save":
        return attempt(actions.saveLog?.(effect.issue).then((path) => say(`Saved: ${path}`)));
      case "search":
        return attempt(searchAll(effect.issue, effect.query));
    }
  };

  async function searchAll(issue: IssueId | undefined, query: string): Promise<void> {
    const matches = await actions.searchLog?.(issue, query);
    const view = viewNow();
    // Whoever looks at something else by now, or for something else, is left alone.
    if (matches === undefined || view.overlay !== undefined || view.search.query !== query) return;
    setView({ ...view, message: undefined, matches, overlay: "matches", scroll: { ...view.scroll, matches: 0 } });
  }

  /** An answer that could not be saved is taken back, so that it can be given again. */
  async function answered(question: string, command: Command): Promise<void> {
    try {
      await answer?.(question, command);
    } catch (error) {
      const { [question]: _, ...answers } = viewNow().answers;
      setView({ ...viewNow(), answers });
      throw error;
    }
  }

  async function edit({ asked, selected }: Model): Promise<void> {
    const { openFile } = actions;
    const place = asked === undefined ? undefined : placeIn(asked.question.stop);
    if (place === undefined) return say("No file in question.");
    if (openFile !== undefined)
      await suspendTerminal(() => openFile(asked?.question.issue ?? selected?.id, place.file, place.line));
  }
}
