import { ASCII, UNICODE } from "./glyphs.ts";
import type { Glyphs } from "./glyphs.ts";
import type { ColorDepth, ScreenLook } from "../model/source.ts";

/** The meaning of a piece of text. The theme maps it to a color. */
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
  | "test"
  | IssueTone;

/** Tones that only tell issues apart. */
export const ISSUE_TONES = ["issue-1", "issue-2", "issue-3", "issue-4", "issue-5", "issue-6"] as const;
export type IssueTone = (typeof ISSUE_TONES)[number];

export interface Theme {
  readonly colors: Readonly<Record<Tone, string | undefined>>;
  /** Background of the selected row; undefined if only its marker and bold letters show the selection. */
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
  "issue-1": undefined,
  "issue-2": undefined,
  "issue-3": undefined,
  "issue-4": undefined,
  "issue-5": undefined,
  "issue-6": undefined,
  selection: undefined,
};

// ANSI names: the color scheme of the terminal decides what they look like.
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
  "issue-1": "cyan",
  "issue-2": "yellow",
  "issue-3": "magenta",
  "issue-4": "green",
  "issue-5": "blueBright",
  "issue-6": "white",
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
  "issue-1": "blue",
  "issue-2": "red",
  "issue-5": "cyan",
  "issue-6": "black",
};

// The colors of Okabe and Ito (https://jfly.uni-koeln.de/color/), which can be distinguished with every form of color
// blindness; darker variants on a light background.
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
  "issue-1": "#56b4e9",
  "issue-2": "#e9b24a",
  "issue-3": "#d79ac0",
  "issue-4": "#2fc79a",
  "issue-5": "#f0e442",
  "issue-6": "#a7a3f0",
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
  "issue-1": "#005f97",
  "issue-2": "#8a5a00",
  "issue-3": "#8f4a78",
  "issue-4": "#00694d",
  "issue-5": "#705f00",
  "issue-6": "#4f46a5",
  selection: "#e4e8f0",
};

/** Returns the theme for a look. The terminal library reduces true colors to 256 itself. */
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
