import { ASCII, UNICODE } from "./glyphs.ts";
import type { Glyphs } from "./glyphs.ts";
import type { ColorDepth, ScreenLook } from "../model/source.ts";

/** What a piece of text means; the theme alone knows its colour. */
export type Tone =
  | "text"
  | "muted"
  | "accent"
  | "active"
  | "good"
  | "warn"
  | "bad"
  | "link"
  | "border"
  | "code"
  | "added"
  | "removed"
  | "agent"
  | "tool"
  | "test";

export interface Theme {
  readonly colors: Readonly<Record<Tone, string | undefined>>;
  /** Behind the selected row; undefined where the selection is shown by its sign and bold letters alone. */
  readonly selection: string | undefined;
  readonly glyphs: Glyphs;
  readonly links: boolean;
}

type Palette = Readonly<Record<Tone, string | undefined>> & { readonly selection: string | undefined };

const PLAIN: Palette = {
  text: undefined,
  muted: undefined,
  accent: undefined,
  active: undefined,
  good: undefined,
  warn: undefined,
  bad: undefined,
  link: undefined,
  border: undefined,
  code: undefined,
  added: undefined,
  removed: undefined,
  agent: undefined,
  tool: undefined,
  test: undefined,
  selection: undefined,
};

// ANSI names, so that the terminal's own scheme decides what they look like.
const ANSI_DARK: Palette = {
  ...PLAIN,
  muted: "gray",
  accent: "cyan",
  active: "cyanBright",
  good: "green",
  warn: "yellow",
  bad: "redBright",
  link: "blueBright",
  border: "gray",
  code: "white",
  added: "green",
  removed: "redBright",
  tool: "magenta",
  test: "yellow",
};
const ANSI_LIGHT: Palette = {
  ...ANSI_DARK,
  accent: "blue",
  active: "blue",
  warn: "magenta",
  bad: "red",
  link: "blue",
  code: "black",
  removed: "red",
  test: "magenta",
};

// Okabe and Ito's colours (https://jfly.uni-koeln.de/color/), told apart in every form of colour blindness; darker on light.
const DARK: Palette = {
  ...PLAIN,
  muted: "#8a8f98",
  accent: "#56b4e9",
  active: "#56b4e9",
  good: "#2fc79a",
  warn: "#e9b24a",
  bad: "#f0714a",
  link: "#7ab8f5",
  border: "#50555e",
  code: "#c8ccd4",
  added: "#2fc79a",
  removed: "#f0714a",
  tool: "#d79ac0",
  test: "#f0e442",
  selection: "#2a2f3a",
};
const LIGHT: Palette = {
  ...PLAIN,
  muted: "#6a6f78",
  accent: "#005f97",
  active: "#005f97",
  good: "#00694d",
  warn: "#8a5a00",
  bad: "#b03a00",
  link: "#005f97",
  border: "#b4b8c0",
  code: "#3a3f48",
  added: "#00694d",
  removed: "#b03a00",
  tool: "#8f4a78",
  test: "#705f00",
  selection: "#e4e8f0",
};

/** The theme for a look. The terminal's library lowers true colours to 256 by itself. */
export function themeFor(look: Pick<ScreenLook, "color" | "theme" | "glyphs" | "links">): Theme {
  const { selection, ...colors } = paletteFor(look.color, look.theme);
  return { colors, selection, glyphs: look.glyphs === "ascii" ? ASCII : UNICODE, links: look.links };
}

function paletteFor(color: ColorDepth, theme: "dark" | "light"): Palette {
  switch (color) {
    case "none":
      return PLAIN;
    case "16":
      return theme === "dark" ? ANSI_DARK : ANSI_LIGHT;
    case "256":
    case "true":
      return theme === "dark" ? DARK : LIGHT;
  }
}
