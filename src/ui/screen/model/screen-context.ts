import { createContext, use } from "react";
import { themeFor } from "../text/theme.ts";
import type { Theme } from "../text/theme.ts";

/** Values that components on every level need. */
export interface ScreenContext {
  readonly theme: Theme;
  /** The screen's only clock: milliseconds since 1970. The clock of a replay may run faster. */
  readonly now: () => number;
}

export const ScreenReactContext = createContext<ScreenContext>({
  theme: themeFor({ color: "none", theme: "dark", glyphs: "unicode", links: false }),
  now: () => 0,
});

export function useScreenContext(): ScreenContext {
  return use(ScreenReactContext);
}
