/** The symbols that the screen draws. Each one takes one column, in both sets. */
export interface Glyphs {
  readonly done: string;
  readonly active: string;
  readonly waiting: string;
  readonly blocked: string;
  readonly skipped: string;
  readonly asking: string;
  readonly paused: string;
  readonly failed: string;
  readonly warning: string;
  readonly selected: string;
  readonly separator: string;
  readonly arrow: string;
  readonly bullet: string;
  readonly gutter: string;
  readonly rule: string;
  readonly corners: readonly [left: string, right: string];
  readonly barFull: string;
  readonly barEmpty: string;
  readonly ellipsis: string;
  readonly cursor: string;
  readonly spinner: readonly string[];
  /** Replacements for typographic characters in the texts of the screen, each one column wide. */
  readonly typography: ReadonlyMap<string, string>;
  /** Ink's name for the border style of a pane, except for its upper border. */
  readonly border: "round" | "classic";
}

export const UNICODE: Glyphs = {
  done: "✓",
  active: "●",
  waiting: "·",
  blocked: "⊘",
  skipped: "»",
  asking: "◆",
  paused: "◌",
  failed: "✗",
  warning: "▲",
  selected: "▌",
  separator: "·",
  arrow: "→",
  bullet: "•",
  gutter: "│",
  rule: "─",
  corners: ["╭", "╮"],
  barFull: "━",
  barEmpty: "─",
  ellipsis: "…",
  cursor: "▏",
  spinner: ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"],
  typography: new Map(),
  border: "round",
};

export const ASCII: Glyphs = {
  done: "+",
  active: "*",
  waiting: ".",
  blocked: "x",
  skipped: ">",
  asking: "?",
  paused: "=",
  failed: "X",
  warning: "!",
  selected: ">",
  separator: "-",
  arrow: ">",
  bullet: "-",
  gutter: "|",
  rule: "-",
  corners: ["+", "+"],
  barFull: "#",
  barEmpty: ".",
  ellipsis: "~",
  cursor: "_",
  spinner: ["|", "/", "-", "\\"],
  border: "classic",
  typography: new Map([
    ["—", "-"],
    ["–", "-"],
    ["…", "~"],
    ["×", "x"],
    ["“", '"'],
    ["”", '"'],
  ]),
};
