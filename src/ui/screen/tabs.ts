import type { Glyphs } from "./glyphs.ts";
import { fit, span } from "./line.ts";
import type { Line } from "./line.ts";
import type { PaneName } from "./view.ts";

const TABS: readonly (readonly [pane: PaneName, key: string, name: string, short: string])[] = [
  ["phases", "1", "Phases", "Ph"], ["issues", "2", "Issues", "Iss"], ["log", "3", "Log", "Log"],
  ["details", "4", "Details", "Det"], ["dependencies", "5", "Deps", "Dep"], ["run", "6", "Run", "Run"],
];
const ROOMY = 64;

/** The panes as tabs, where only one has room. */
export function tabsLine(focus: PaneName, asked: boolean, columns: number, glyphs: Glyphs): Line {
  const tabs = TABS.flatMap(([pane, key, name, short]) => [
    span(` ${key} ${columns >= ROOMY ? name : short} `, pane === focus ? "accent" : "muted", { inverse: pane === focus, bold: pane === focus }),
  ]);
  const question = asked ? [span(` 0 ${glyphs.asking} ${columns >= ROOMY ? "Question" : "?"} `, "warn", { inverse: focus === "question", bold: true })] : [];
  return fit([...tabs, ...question], columns, glyphs);
}
