import { useSyncExternalStore } from "react";
import type { ReactNode } from "react";
import { showsAllIssues } from "../model/rows.ts";
import type { Rect } from "./layout.ts";
import { LogPane } from "./log-pane.tsx";
import type { PanesProps } from "./panes-props.ts";
import { TextPane } from "./text-pane.tsx";

type MainProps = Pick<PanesProps, "view" | "model" | "logs"> & { readonly rect: Rect; readonly focused: boolean };

/** The main area: a log, or the details or the dependencies of an issue. */
export function MainPaneView({ view, model, logs, rect, focused }: MainProps): ReactNode {
  // Subscribed here and not in a parent, so that new log lines redraw this pane only.
  useSyncExternalStore(logs.subscribe, logs.version);
  const { selected, rows } = model;
  const issue = selected === undefined ? "" : ` #${selected.id} ${selected.title}`;
  switch (view.main) {
    case "log":
    case "run": {
      const all = showsAllIssues(view, rows);
      return (
        <LogPane
          rect={rect}
          title={view.main === "run" ? "6 Run" : `3 Log${all ? " all issues" : issue}`}
          lines={
            all ? logs.allLines(view.filter) : logs.lines(view.main === "run" ? undefined : selected?.id, view.filter)
          }
          tags={all ? rows : undefined}
          view={view[view.main]}
          filter={view.filter}
          wrap={view.wrap}
          search={view.search}
          focused={focused}
        />
      );
    }
    case "details":
      return (
        <TextPane
          rect={rect}
          title={`4 Details${issue}`}
          lines={model.text}
          top={view.scroll.details ?? 0}
          focused={focused}
        />
      );
    case "dependencies":
      return (
        <TextPane
          rect={rect}
          title={`5 Dependencies${issue}`}
          lines={model.text}
          top={view.scroll.dependencies ?? 0}
          focused={focused}
        />
      );
  }
}
