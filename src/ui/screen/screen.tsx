import { useApp, useInput, useIsScreenReaderEnabled, usePaste, useWindowSize } from "ink";
import { useCallback, useEffect, useEffectEvent, useMemo, useRef, useState, useSyncExternalStore } from "react";
import type { ReactNode } from "react";
import type { Feed } from "./log/feed.ts";
import { LinearScreen } from "./panes/linear-screen.tsx";
import { buildModel } from "./model/screen-model.ts";
import type { ScreenInputs, ScreenModel } from "./model/screen-model.ts";
import { Panes } from "./panes/panes.tsx";
import { handleKey } from "./input/key-handler.ts";
import type { ScreenActions } from "./model/source.ts";
import { strokesOf } from "./input/strokes.ts";
import { useScreenContext } from "./model/screen-context.ts";
import { useAttention } from "./model/use-attention.ts";
import { useKeyEffects } from "./input/use-key-effects.ts";
import { useIssueTexts } from "./model/use-issue-texts.ts";
import { INITIAL_VIEW, withQuestionFocus } from "./model/view.ts";
import type { View } from "./model/view.ts";
import { keyContextOf } from "./input/key-context.ts";
import type { Command } from "../../engine/model/stop.ts";

export interface ScreenProps {
  readonly feed: Feed;
  readonly actions: ScreenActions;
  /** Start of the elapsed time, in ms by the screen's clock. */
  readonly since: number;
  /** Gives an answer; undefined in a replay. */
  readonly answer: ((questionId: string, command: Command) => Promise<void> | void) | undefined;
  readonly interrupt: () => void;
}

/** The screen: draws the model of the present snapshot and view, and passes keys on. */
export function Screen({ feed, actions, since, answer, interrupt }: ScreenProps): ReactNode {
  const { theme, now } = useScreenContext();
  const { exit } = useApp();
  const size = useWindowSize();
  const snapshot = useSyncExternalStore(feed.subscribe, feed.snapshot);
  const [stopping, setStopping] = useState(false);
  const [view, setView, latestView] = useLatest(INITIAL_VIEW);
  const available = useMemo(() => actionNames(actions), [actions]);
  const texts = useIssueTexts(actions, view, snapshot);
  const inputs: ScreenInputs = {
    snapshot,
    ...size,
    texts,
    stopping,
    actions: available,
    theme,
    watching: answer === undefined,
  };
  const model = buildModel(view, inputs);
  const drawn = useDrawn(model, inputs);
  const screenReader = useIsScreenReaderEnabled();

  const asked = model.asked?.question.id;
  const focusQuestion = useEffectEvent((shown: boolean) =>
    setView(withQuestionFocus(latestView(), shown, model.rows.parallel)),
  );
  useEffect(() => focusQuestion(asked !== undefined), [asked]);
  useAttention(actions, model, snapshot);
  const perform = useKeyEffects({
    actions,
    exit,
    setView,
    latestView,
    answer,
    interrupt() {
      setStopping(true);
      interrupt();
    },
  });

  useInput((input, key) => {
    for (const stroke of strokesOf(input, key)) {
      const { model, inputs } = drawn();
      const context = keyContextOf(latestView(), model, inputs, feed.logs, now());
      const { view, effect } = handleKey(stroke, latestView(), context);
      setView(view);
      if (effect !== undefined) perform(effect, model);
    }
  });
  usePaste((text) => {
    const current = latestView();
    // Pasted text goes into a search only. It never answers a question.
    if (current.search.editing)
      setView({ ...current, search: { editing: true, query: current.search.query + text.split("\n", 1).join("") } });
  });

  const Layout = screenReader ? LinearScreen : Panes;
  return <Layout view={view} model={model} snapshot={snapshot} logs={feed.logs} since={since} {...size} />;
}

/** State whose newest value can be read before React renders it, since several keys can arrive at once. */
function useLatest(first: View): readonly [View, (next: View) => void, () => View] {
  const [shown, show] = useState(first);
  const latest = useRef(first);
  const set = useCallback((next: View) => {
    latest.current = next;
    show(next);
  }, []);
  const get = useCallback(() => latest.current, []);
  return [shown, set, get];
}

/** Returns a getter of the model drawn last, since a key refers to what the user saw. */
function useDrawn(
  model: ScreenModel,
  inputs: ScreenInputs,
): () => { readonly model: ScreenModel; readonly inputs: ScreenInputs } {
  const drawn = useRef({ model, inputs });
  useEffect(() => {
    drawn.current = { model, inputs };
  });
  return () => drawn.current;
}

function actionNames(actions: ScreenActions): ReadonlySet<string> {
  return new Set(Object.entries(actions).flatMap(([name, action]) => (action === undefined ? [] : [name])));
}
