import { Box } from "ink";
import { useSyncExternalStore } from "react";
import type { ReactNode } from "react";
import { keyLine, statusLine, titleOf } from "./bars.ts";
import { LineView } from "./line-view.tsx";
import { lineText, span } from "../text/line.ts";
import type { Line } from "../text/line.ts";
import type { LayoutProps } from "./panes.tsx";
import { useScreenContext } from "../model/screen-context.ts";

const LOG_LINES = 5;
/** Wide enough that nothing is left out: a screen reader has no columns. */
const ALL = 400;

/** The same in reading order, for screen readers: no panes, no borders, nothing that moves. */
export function LinearScreen({ view, model, snapshot: { progress }, logs }: LayoutProps): ReactNode {
  const {
    theme: { glyphs },
  } = useScreenContext();
  useSyncExternalStore(logs.subscribe, logs.version);
  const { selected, asked, status, rows, actions } = model;
  // What stands in columns for the eye is a list for the ear.
  const plain = (line: Line): Line => [span(lineText(line).trim().replaceAll(/ {2,}/g, ", "))];
  const lines: readonly Line[] = [
    [span(`${progress.milestone} ${titleOf(progress)}: ${status.text}`)],
    plain(statusLine(rows.counts, ALL, glyphs)),
    ...(selected === undefined
      ? []
      : [
          [
            span(
              `Issue #${selected.id} ${selected.title}: ${selected.word}${selected.reason === undefined ? "" : `, ${selected.reason}`}`,
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
    ...(view.message === undefined ? [] : [plain(keyLine(view.focus, actions, view.message, ALL, glyphs))]),
  ];
  return (
    <Box flexDirection="column">
      {lines.map((line, index) => (
        <LineView key={index} line={line} />
      ))}
    </Box>
  );
}
