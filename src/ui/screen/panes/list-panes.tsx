import { Box } from "ink";
import { memo } from "react";
import type { ReactNode } from "react";
import { shallow } from "zustand/vanilla/shallow";
import { costText } from "../text/cost.ts";
import type { Snapshot } from "../log/feed.ts";
import { Frame } from "./frame.tsx";
import { issueLine } from "../text/issue-lines.ts";
import type { IssueColumns } from "../text/issue-lines.ts";
import type { Rect } from "./layout.ts";
import { LineView } from "./line-view.tsx";
import { phaseLine } from "../text/phase-bar.ts";
import type { IssueRow, Rows } from "../model/rows.ts";
import { useScreenContext } from "../model/screen-context.ts";

interface ListProps {
  readonly rect: Rect;
  readonly rows: Rows;
  readonly focused: boolean;
}

/** @param selected number of the phase to which the selected issue belongs */
export const PhasesPane = memo(function PhasesPane({
  rect,
  rows: { phases },
  selected,
  focused,
}: ListProps & { readonly selected: number | undefined }): ReactNode {
  const { theme } = useScreenContext();
  const height = rect.height - 2;
  const at = phases.findIndex(({ number }) => number === selected);
  const top = firstVisible(at, phases.length, height);
  const done = phases.filter(({ state }) => state === "approved" || state === "skipped").length;
  return (
    <Frame rect={rect} title="1 Phases" badge={[`${done}/${phases.length}`]} focused={focused}>
      {phases.slice(top, top + height).map((phase, index) => (
        <LineView
          key={phase.number}
          background={index + top === at ? theme.selection : undefined}
          line={phaseLine(phase, rect.width - 2, index + top === at, focused, theme.glyphs)}
        />
      ))}
    </Frame>
  );
}, unchanged);

export const IssuesPane = memo(function IssuesPane({
  rect,
  rows,
  selected,
  focused,
  costs,
  waits,
  stepsSince,
  query,
}: ListProps & {
  readonly selected: IssueRow | undefined;
  readonly costs: Snapshot["costs"];
  readonly waits: Snapshot["waits"];
  readonly stepsSince: Snapshot["stepsSince"];
  readonly query: string;
}): ReactNode {
  const { issues, parallel } = rows;
  const height = rect.height - 2;
  const at = selected === undefined ? 0 : issues.indexOf(selected);
  const top = parallel ? mostAtWork(issues, at, height) : firstVisible(at, issues.length, height);
  const badge = query === "" ? `${at + 1} of ${issues.length}` : `/${query}`;
  return (
    <Frame rect={rect} title="2 Issues" badge={issues.length === 0 ? [] : [badge]} focused={focused}>
      <Box flexDirection="column">
        {issues.slice(top, top + height).map((row) => (
          <IssueView
            key={row.id}
            row={row}
            columns={rect.width - 2}
            selected={row === selected}
            focused={focused}
            cost={costText(costs.get(row.id))}
            clocks={parallel}
            since={parallel ? sinceOf(row, stepsSince) : undefined}
            wait={row.status === "active" ? waits.get(row.id) : undefined}
          />
        ))}
      </Box>
    </Frame>
  );
}, unchanged);

/** Compares rectangles by value, since every frame computes a new layout. */
function unchanged<Props extends ListProps>(
  { rect: before, ...old }: Props,
  { rect: after, ...present }: Props,
): boolean {
  return shallow(before, after) && shallow(old, present);
}

/** Memoized, since a step through the list changes only two of its rows. */
const IssueView = memo(function IssueView({
  row,
  ...look
}: { readonly row: IssueRow } & Omit<IssueColumns, "glyphs">): ReactNode {
  const {
    theme: { glyphs, selection },
  } = useScreenContext();
  return <LineView background={look.selected ? selection : undefined} line={issueLine(row, { ...look, glyphs })} />;
});

/** Returns since when an issue is in its present step, or asks, in ms since 1970. Undefined if that is not known. */
function sinceOf({ id, status, askedAt, startedAt }: IssueRow, stepsSince: Snapshot["stepsSince"]): number | undefined {
  if (status === "asking") return askedAt === undefined ? undefined : Date.parse(askedAt);
  if (status !== "active") return undefined;
  return stepsSince.get(id) ?? (startedAt === undefined ? undefined : Date.parse(startedAt));
}

/**
 * Returns the index of the first visible row, such that the selected one is visible with as many issues at work as
 * possible, and as near to the middle as that allows.
 */
export function mostAtWork(issues: readonly Pick<IssueRow, "status">[], selected: number, height: number): number {
  const middle = firstVisible(selected, issues.length, height);
  const last = Math.max(0, Math.min(selected, issues.length - height));
  const atWork = (top: number) =>
    issues.slice(top, top + height).filter(({ status }) => status === "active" || status === "asking").length;
  let best = middle;
  for (let top = Math.max(0, selected - height + 1); top <= last; top += 1) {
    const gain = atWork(top) - atWork(best);
    if (gain > 0 || (gain === 0 && Math.abs(top - middle) < Math.abs(best - middle))) best = top;
  }
  return best;
}

/** Returns the index of the first visible row. The selected row is in the middle, except near the ends. */
function firstVisible(selected: number, count: number, height: number): number {
  return Math.max(0, Math.min(selected - Math.floor(height / 2), count - height));
}
