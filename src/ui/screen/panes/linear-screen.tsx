import { Box } from "ink";
import { useSyncExternalStore } from "react";
import type { ReactNode } from "react";
import { keyLine, planTitle, statusLine } from "./bars.ts";
import { LineView } from "./line-view.tsx";
import type { Wait } from "../log/waits.ts";
import { showsAllIssues } from "../model/rows.ts";
import type { IssueRow, Rows } from "../model/rows.ts";
import { waitText } from "../text/format.ts";
import { lineText, span } from "../text/styled-line.ts";
import type { Line } from "../text/styled-line.ts";
import type { PanesProps } from "./panes-props.ts";
import { useScreenContext } from "../model/screen-context.ts";

const LOG_LINES = 5;
/** Columns wide enough that no line is cut: a screen reader has no columns. */
const UNLIMITED_COLUMNS = 400;

/** The screen for screen readers: all content in reading order, without panes, borders and animations. */
export function LinearScreen({ view, model, snapshot: { progress, waits }, logs }: PanesProps): ReactNode {
  const {
    theme: { glyphs },
  } = useScreenContext();
  useSyncExternalStore(logs.subscribe, logs.version);
  const { selected, asked, status, rows, actions } = model;
  // Turns columns into a list, which is easier to listen to.
  const plain = (line: Line): Line => [span(lineText(line).trim().replaceAll(/ {2,}/g, ", "))];
  const lines: readonly Line[] = [
    [span(`${progress.milestone} ${planTitle(progress)}: ${status.text}`)],
    plain(statusLine(rows.counts, UNLIMITED_COLUMNS, glyphs)),
    ...shownIssues(selected, rows).map((row) => [
      span(issueText(row, rows.parallel && row.status === "active" ? waits.get(row.id) : undefined)),
    ]),
    ...(showsAllIssues(view, rows) ? logs.allLines(view.filter) : logs.lines(selected?.id, view.filter))
      .slice(-LOG_LINES)
      .map((line) => [span(rows.parallel && line.log !== undefined ? `#${line.log} ${line.text}` : line.text)]),
    ...model.overlay.map(plain),
    ...(asked === undefined
      ? []
      : [
          [span(`Question${asked.place.of > 1 ? ` ${asked.place.at} of ${asked.place.of}` : ""}: ${asked.title}`)],
          ...asked.evidence.map(plain),
          ...asked.answers.map(plain),
        ]),
    ...(actions.has("retryNow") ? [[span("R: retry now")]] : []),
    ...(view.message === undefined
      ? []
      : [plain(keyLine(view.focus, actions, view.message, UNLIMITED_COLUMNS, glyphs))]),
  ];
  return (
    <Box flexDirection="column">
      {lines.map((line, index) => (
        <LineView key={index} line={line} />
      ))}
    </Box>
  );
}

/** Returns the selected issue, after the others at work where several are. */
function shownIssues(selected: IssueRow | undefined, { parallel, issues }: Rows): readonly IssueRow[] {
  const others = parallel
    ? issues.filter((row) => row !== selected && (row.status === "active" || row.status === "asking"))
    : [];
  return selected === undefined ? others : [...others, selected];
}

function issueText({ id, title, word, reason }: IssueRow, wait: Wait | undefined): string {
  const why = reason ?? (wait === undefined ? undefined : waitText(wait));
  return `Issue #${id} ${title}: ${word}${why === undefined ? "" : `, ${why}`}`;
}
