import { Box } from "ink";
import { useSyncExternalStore } from "react";
import type { ReactNode } from "react";
import { keyLine, planTitle, statusLine } from "./bars.ts";
import { LineView } from "./line-view.tsx";
import { lineText, span } from "../text/styled-line.ts";
import type { Line } from "../text/styled-line.ts";
import type { PanesProps } from "./panes-props.ts";
import { useScreenContext } from "../model/screen-context.ts";

const LOG_LINES = 5;
/** Columns wide enough that no line is cut: a screen reader has no columns. */
const UNLIMITED_COLUMNS = 400;

/** The screen for screen readers: all content in reading order, without panes, borders and animations. */
export function LinearScreen({ view, model, snapshot: { progress }, logs }: PanesProps): ReactNode {
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
    ...(selected === undefined
      ? []
      : [
          [
            span(
              `Issue #${selected.id} ${selected.title}: ${selected.word}` +
                (selected.reason === undefined ? "" : `, ${selected.reason}`),
            ),
          ],
        ]),
    ...logs
      .lines(selected?.id, view.filter)
      .slice(-LOG_LINES)
      .map((line) => [span(line.text)]),
    ...model.overlay.map(plain),
    ...(asked === undefined
      ? []
      : [[span(`Question: ${asked.title}`)], ...asked.evidence.map(plain), ...asked.answers.map(plain)]),
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
