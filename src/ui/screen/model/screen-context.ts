import { createContext, use } from "react";
import { themeFor } from "../text/theme.ts";
import type { Theme } from "../text/theme.ts";

/** What every component may need and none should be handed. */
export interface ScreenContext {
  readonly theme: Theme;
  /** Milliseconds since 1970; the only clock of the screen, so that a replay can run faster. */
  readonly now: () => number;
}

export const ScreenReactContext = createContext<ScreenContext>({
  theme: themeFor({ color: "none", theme: "dark", glyphs: "unicode", links: false }),
  now: () => 0,
});

export function useScreenContext(): ScreenContext {
  return use(ScreenReactContext);
}
