import type { ReactNode } from "react";
import { Frame } from "./frame.tsx";
import type { Rect } from "./layout.ts";
import { LineList } from "./line-view.tsx";
import { lineColumns } from "./line.ts";
import type { LogLine } from "./log-buffer.ts";
import type { LogFilter } from "./log-filter.ts";
import { logLineOf, logWindow } from "./log-view.ts";
import { useSurroundings } from "./surroundings.ts";
import type { LogView, Search } from "./view.ts";
import { wrapLine } from "./wrap.ts";

export interface LogPaneProps {
  readonly rect: Rect;
  readonly title: string;
  readonly lines: readonly LogLine[];
  readonly view: LogView;
  readonly filter: LogFilter;
  readonly wrap: boolean;
  readonly search: Search;
  readonly focused: boolean;
}

export function LogPane({ rect, title, lines, view, filter, wrap, search, focused }: LogPaneProps): ReactNode {
  const { theme } = useSurroundings();
  const height = rect.height - 2;
  const columns = rect.width - 3;
  const window = logWindow(lines, view, height);
  const drawn = window.lines.map((line) => logLineOf(line, search.query, theme.glyphs));
  const rows = wrap ? drawn.flatMap((line) => wrapLine(line, columns, hangOf(line))) : drawn;
  const place = window.follows ? "following" : `${window.top + 1}–${window.top + window.lines.length} of ${lines.length}`;
  const badge = [search.query === "" ? "" : `/${search.query}`, filter === "all" ? "" : filter, place].filter((part) => part !== "").join(" · ");
  return (
    <Frame rect={rect} title={title} badge={lines.length === 0 ? "" : badge} focused={focused}>
      <LineList lines={window.follows ? rows.slice(-height) : rows} height={height} />
    </Frame>
  );
}

/** Text that goes on stands below its beginning, right of the gutter. */
function hangOf(line: ReturnType<typeof logLineOf>): number {
  return lineColumns(line.slice(0, 1));
}
