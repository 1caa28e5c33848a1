// Looks keys up in the table of bindings.
import type { PaneName } from "../model/view.ts";
import type { Action, Binding } from "./binding.ts";
import { KEYS } from "./key-bindings.ts";

/**
 * Returns the action that a key is bound to in a pane, or nothing if it is not bound there.
 * @param actions names of the available screen actions
 */
export function actionFor(stroke: string, pane: PaneName, actions: ReadonlySet<string>): Action | undefined {
  return KEYS.find((binding) => binding.strokes.includes(stroke) && isAvailable(binding, pane, actions))?.action;
}

/** Returns the bindings that the key bar shows in a pane, most important first. */
export function barFor(pane: PaneName, actions: ReadonlySet<string>): readonly Binding[] {
  return KEYS.filter((binding) => binding.bar !== undefined && isAvailable(binding, pane, actions)).sort(
    (a, b) => (a.bar ?? 0) - (b.bar ?? 0),
  );
}

function isAvailable({ panes, needs }: Binding, pane: PaneName, actions: ReadonlySet<string>): boolean {
  return (panes === undefined || panes.includes(pane)) && (needs === undefined || actions.has(needs));
}
