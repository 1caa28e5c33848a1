import type { Glyphs } from "../text/glyphs.ts";
import { fit, span } from "../text/styled-line.ts";
import type { Line } from "../text/styled-line.ts";
import type { PaneName } from "../model/view.ts";

const TABS: readonly (readonly [pane: PaneName, name: string])[] = [
  ["phases", "1 Phases"],
  ["issues", "2 Issues"],
  ["log", "3 Log"],
  ["details", "4 Details"],
  ["dependencies", "5 Deps"],
  ["run", "6 Run"],
];
/** Columns from which on every tab shows its name. */
const ALL_NAMES_COLUMNS = 60;

/**
 * Returns the tabs of a screen that shows one pane at a time. On few columns only the focused tab shows its name.
 * @param asked number of unanswered questions
 */
export function tabsLine(focus: PaneName, asked: number, columns: number, glyphs: Glyphs): Line {
  const tabs = TABS.map(([pane, name]) => {
    const focused = pane === focus;
    return span(` ${columns >= ALL_NAMES_COLUMNS || focused ? name : name.charAt(0)} `, focused ? "accent" : "muted", {
      inverse: focused,
      bold: focused,
    });
  });
  const question = span(` 0 ${glyphs.asking}${asked > 1 ? asked : ""} `, "warn", {
    inverse: focus === "question",
    bold: true,
  });
  return fit(asked > 0 ? [...tabs, question] : tabs, columns, glyphs);
}
