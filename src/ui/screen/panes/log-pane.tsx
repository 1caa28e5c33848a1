import type { ReactNode } from "react";
import { Frame } from "./frame.tsx";
import type { Rect } from "./layout.ts";
import { LineList } from "./line-view.tsx";
import type { LogLine } from "../log/log-entry.ts";
import type { LogFilter } from "../log/log-filter.ts";
import { logLineOf, logViewport, logRows, logWindow } from "../log/log-view.ts";
import type { LogKey } from "../log/log-entry.ts";
import type { Rows } from "../model/rows.ts";
import { span } from "../text/styled-line.ts";
import type { Span } from "../text/styled-line.ts";
import { useScreenContext } from "../model/screen-context.ts";
import type { LogView, Search } from "../model/view.ts";

export interface LogPaneProps {
  readonly rect: Rect;
  readonly title: string;
  readonly lines: readonly LogLine[];
  /** The issues, by which each line is tagged; undefined if all lines belong to one log. */
  readonly tags: Pick<Rows, "byId" | "idColumns"> | undefined;
  readonly view: LogView;
  readonly filter: LogFilter;
  readonly wrap: boolean;
  readonly search: Search;
  readonly focused: boolean;
}

export function LogPane({ rect, title, lines, tags, view, filter, wrap, search, focused }: LogPaneProps): ReactNode {
  const { theme } = useScreenContext();
  const height = rect.height - 2;
  const columns = rect.width - 3 - (tags === undefined ? 0 : tags.idColumns + 1);
  const window = logWindow(lines, view, logViewport(columns, height, wrap, theme.glyphs));
  const shown = window.follows ? lines.slice(-height) : window.lines;
  const rows = shown.flatMap((line) => {
    const own = wrap
      ? logRows(line, search.query, columns, theme.glyphs)
      : [logLineOf(line, search.query, theme.glyphs)];
    return tags === undefined ? own : own.map((row, index) => [tagOf(line.log, index, tags), ...row]);
  });
  const place = window.follows ? "live" : `${window.top + 1}–${window.top + window.lines.length} of ${lines.length}`;
  const badge = [search.query === "" ? "" : `/${search.query}`, filter === "all" ? "" : filter, place].filter(
    (part) => part !== "",
  );
  return (
    <Frame rect={rect} title={title} badge={lines.length === 0 ? [] : badge} focused={focused}>
      <LineList lines={window.follows ? rows.slice(-height) : rows} height={height} />
    </Frame>
  );
}

/** Returns the id of a line's issue in the tone, or spaces before the further rows of a wrapped line. */
function tagOf(log: LogKey, row: number, { byId, idColumns }: NonNullable<LogPaneProps["tags"]>): Span {
  const id = row > 0 ? "" : log === undefined ? "run" : `#${log}`;
  return span(`${id.padEnd(idColumns)} `, log === undefined ? "muted" : byId.get(log)?.tone);
}
