import { useApp, useInput, useIsScreenReaderEnabled, usePaste, useWindowSize } from "ink";
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import type { ReactNode } from "react";
import type { Feed } from "./log/feed.ts";
import { LinearScreen } from "./panes/linear-screen.tsx";
import { buildModel } from "./model/model.ts";
import type { Inputs, Model } from "./model/model.ts";
import { Panes } from "./panes/panes.tsx";
import { press } from "./input/press.ts";
import type { ScreenActions } from "./model/source.ts";
import { strokesOf } from "./input/strokes.ts";
import { useScreenContext } from "./model/screen-context.ts";
import { useAttention } from "./model/use-attention.ts";
import { useEffects } from "./input/use-effects.ts";
import { useTexts } from "./model/use-texts.ts";
import { FIRST_VIEW, withQuestion } from "./model/view.ts";
import type { View } from "./model/view.ts";
import { worldOf } from "./input/world-of.ts";
import type { Command } from "../../engine/model/stop.ts";

export interface ScreenProps {
  readonly feed: Feed;
  readonly actions: ScreenActions;
  readonly since: number;
  readonly answer: ((questionId: string, command: Command) => Promise<void> | void) | undefined;
  readonly interrupt: () => void;
}

/** The screen: what is known and what is looked at, drawn; and keys, routed. */
export function Screen({ feed, actions, since, answer, interrupt }: ScreenProps): ReactNode {
  const { theme, now } = useScreenContext();
  const { exit } = useApp();
  const size = useWindowSize();
  const snapshot = useSyncExternalStore(feed.subscribe, feed.snapshot);
  const [stopping, setStopping] = useState(false);
  const [view, setView, viewNow] = useLatest(FIRST_VIEW);
  const offered = useMemo(() => actionNames(actions), [actions]);
  const texts = useTexts(actions, view, snapshot);
  const inputs: Inputs = {
    snapshot,
    ...size,
    texts,
    stopping,
    actions: offered,
    theme,
    watching: answer === undefined,
  };
  const model = buildModel(view, inputs);
  const drawn = useDrawn(model, inputs);
  const screenReader = useIsScreenReaderEnabled();

  const asked = model.asked?.question.id;
  useEffect(() => setView(withQuestion(viewNow(), asked !== undefined)), [asked, setView, viewNow]);
  useAttention(actions, model, snapshot);
  const perform = useEffects({
    actions,
    exit,
    setView,
    viewNow,
    answer,
    interrupt() {
      setStopping(true);
      interrupt();
    },
  });

  useInput((input, key) => {
    for (const stroke of strokesOf(input, key)) {
      const { model, inputs } = drawn();
      const world = worldOf(viewNow(), model, inputs, feed.logs, now());
      const { view, effect } = press(stroke, viewNow(), world);
      setView(view);
      if (effect !== undefined) perform(effect, model);
    }
  });
  usePaste((text) => {
    const current = viewNow();
    // Nothing pasted is ever an answer.
    if (current.search.editing)
      setView({ ...current, search: { editing: true, query: current.search.query + text.split("\n", 1).join("") } });
  });

  const Layout = screenReader ? LinearScreen : Panes;
  return <Layout view={view} model={model} snapshot={snapshot} logs={feed.logs} since={since} {...size} />;
}

/** State whose newest value can be read before React drew it: several keys may arrive at once. */
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

/** What was last put on the screen: keys are about what their presser saw. */
function useDrawn(model: Model, inputs: Inputs): () => { readonly model: Model; readonly inputs: Inputs } {
  const drawn = useRef({ model, inputs });
  useEffect(() => {
    drawn.current = { model, inputs };
  });
  return () => drawn.current;
}

function actionNames(actions: ScreenActions): ReadonlySet<string> {
  return new Set(Object.entries(actions).flatMap(([name, action]) => (action === undefined ? [] : [name])));
}
