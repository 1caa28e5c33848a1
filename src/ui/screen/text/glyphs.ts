/** Every sign the screen draws that is not a letter; one column each, in both sets. */
export interface Glyphs {
  readonly done: string;
  readonly active: string;
  readonly waiting: string;
  readonly blocked: string;
  readonly skipped: string;
  readonly asking: string;
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
  /** How the screen's own words write what is no letter, one column for one. */
  readonly typography: ReadonlyMap<string, string>;
  /** Ink's name for the rest of a pane's border. */
  readonly border: "round" | "classic";
}

export const UNICODE: Glyphs = {
  done: "✓",
  active: "●",
  waiting: "·",
  blocked: "⊘",
  skipped: "»",
  asking: "◆",
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
