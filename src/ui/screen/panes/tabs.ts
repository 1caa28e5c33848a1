import type { Glyphs } from "../text/glyphs.ts";
import { fit, span } from "../text/line.ts";
import type { Line } from "../text/line.ts";
import type { PaneName } from "../model/view.ts";

const TABS: readonly (readonly [pane: PaneName, name: string])[] = [
  ["phases", "1 Phases"],
  ["issues", "2 Issues"],
  ["log", "3 Log"],
  ["details", "4 Details"],
  ["dependencies", "5 Deps"],
  ["run", "6 Run"],
];
const ROOMY = 60;

/** The panes as tabs, where only one has room; without their names where even those have none. */
export function tabsLine(focus: PaneName, asked: boolean, columns: number, glyphs: Glyphs): Line {
  const tabs = TABS.map(([pane, name]) => {
    const here = pane === focus;
    return span(` ${columns >= ROOMY || here ? name : name.charAt(0)} `, here ? "accent" : "muted", {
      inverse: here,
      bold: here,
    });
  });
  const question = span(` 0 ${glyphs.asking} `, "warn", { inverse: focus === "question", bold: true });
  return fit(asked ? [...tabs, question] : tabs, columns, glyphs);
}
