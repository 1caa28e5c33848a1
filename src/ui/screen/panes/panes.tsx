import { Box } from "ink";
import type { ReactNode } from "react";
import { headerLine, keyLine, statusLine } from "./bars.ts";
import { costText, sumOfCosts } from "../text/cost.ts";
import { plural } from "../text/format.ts";
import { Placed } from "./frame.tsx";
import { MIN_SIZE } from "./layout.ts";
import { LineView } from "./line-view.tsx";
import { IssuesPane, PhasesPane } from "./list-panes.tsx";
import { span } from "../text/styled-line.ts";
import type { Line } from "../text/styled-line.ts";
import { MainPaneView } from "./main-pane.tsx";
import { QuestionPane } from "./question-pane.tsx";
import { useScreenContext } from "../model/screen-context.ts";
import { tabsLine } from "./tabs.ts";
import { TextPane } from "./text-pane.tsx";
import { NO_WAITS } from "../log/waits.ts";
import type { Rows } from "../model/rows.ts";
import type { QuestionModel } from "../model/screen-model.ts";
import type { Overlay, View } from "../model/view.ts";
import type { PanesProps } from "./panes-props.ts";

const OVERLAY_TITLES: Readonly<Record<Overlay, string>> = {
  help: "Keys",
  status: "Current State",
  quit: "Quit",
  panic: "Panic",
  matches: "The whole log",
};

/** Draws all panes. A frame is never higher than the terminal, since a higher one would need a full clear. */
export function Panes(props: PanesProps): ReactNode {
  const { view, model, snapshot, columns, rows } = props;
  const { layout, selected, asked } = model;
  const focused = (pane: View["focus"]) => view.focus === pane && view.overlay === undefined;
  return (
    <Box width={columns} height={rows}>
      {layout.mode === "tiny" && <TinyScreen {...props} />}
      <Bars {...props} />
      {layout.phases && (
        <PhasesPane rect={layout.phases} rows={model.rows} selected={selected?.phase} focused={focused("phases")} />
      )}
      {layout.issues && (
        <IssuesPane
          rect={layout.issues}
          rows={model.rows}
          selected={selected}
          focused={focused("issues")}
          costs={snapshot.costs}
          waits={model.rows.parallel ? snapshot.waits : NO_WAITS}
          stepsSince={snapshot.stepsSince}
          query={focused("issues") ? view.search.query : ""}
        />
      )}
      {layout.main && <MainPaneView {...props} rect={layout.main} focused={focused(view.main)} />}
      {layout.overlay && view.overlay && (
        <TextPane
          rect={layout.overlay}
          title={OVERLAY_TITLES[view.overlay]}
          lines={model.overlay}
          focused
          top={view.overlay === "quit" || view.overlay === "panic" ? 0 : (view.scroll[view.overlay] ?? 0)}
        />
      )}
      {layout.question && asked && (
        <QuestionPane
          rect={layout.question}
          title={asked.title}
          place={placeText(asked, model.rows)}
          evidence={asked.evidence}
          answers={asked.answers}
          top={view.scroll.question ?? 0}
          focused={focused("question")}
        />
      )}
    </Box>
  );
}

/** The header, the tabs, the status line and the key bar. */
function Bars({ view, model, snapshot, since }: PanesProps): ReactNode {
  const {
    theme: { glyphs },
  } = useScreenContext();
  const { layout, rows, status, asked, actions } = model;
  const { header, tabs, status: counts, keys } = layout;
  return (
    <>
      {header && (
        <Placed rect={header}>
          <LineView
            line={headerLine(
              snapshot.progress,
              rows,
              status,
              costText(sumOfCosts(snapshot.costs.values())),
              rows.parallel && status.state !== "waiting" ? snapshot.waits.get(undefined)?.reason : undefined,
              since,
              header.width,
              glyphs,
            )}
          />
        </Placed>
      )}
      {tabs && (
        <Placed rect={tabs}>
          <LineView line={tabsLine(view.focus, asked === undefined ? 0 : asked.place.of, tabs.width, glyphs)} />
        </Placed>
      )}
      {counts && (
        <Placed rect={counts}>
          <LineView line={statusLine(rows.counts, counts.width, glyphs)} />
        </Placed>
      )}
      {keys && (
        <Placed rect={keys}>
          <LineView
            line={
              view.search.editing
                ? searchLine(view.search.query)
                : keyLine(view.focus, actions, view.message, keys.width, glyphs)
            }
          />
        </Placed>
      )}
    </>
  );

  function searchLine(query: string): Line {
    return [
      span(" /", "accent", { bold: true }),
      span(query),
      span(glyphs.cursor, "accent"),
      span("   enter finds, esc leaves", "muted"),
    ];
  }
}

/** With several lanes questions are stepped through, so their place counts; else only how many follow. */
function placeText({ place: { at, of } }: QuestionModel, { parallel }: Rows): string {
  if (of === 1) return "";
  return parallel ? `question ${at} of ${of}` : `${of - 1} more waiting`;
}

function TinyScreen({ model, columns, rows }: PanesProps): ReactNode {
  const waiting =
    model.asked === undefined ? "" : ` ${plural(model.asked.place.of, "question waits", "questions wait")}.`;
  return (
    <LineView
      line={[
        span(`${columns}×${rows} is too small, ${MIN_SIZE.columns}×${MIN_SIZE.rows} is enough.${waiting}`, "warn"),
      ]}
    />
  );
}
