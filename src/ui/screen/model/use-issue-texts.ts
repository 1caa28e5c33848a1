import { useEffect, useState } from "react";
import { messageOf } from "../../../engine/model/errors.ts";
import type { IssueId } from "../../../engine/model/plan.ts";
import type { Snapshot } from "../log/feed.ts";
import { rowsOf, selectedRow } from "./rows.ts";
import type { IssueTexts, ScreenActions } from "./source.ts";
import type { View } from "./view.ts";

const NONE: ReadonlyMap<IssueId, IssueTexts> = new Map();

/** Loads spec and diff of the selected issue while its details are open, and again after each of its steps. */
export function useIssueTexts(
  { details }: ScreenActions,
  view: View,
  { progress }: Snapshot,
): ReadonlyMap<IssueId, IssueTexts> {
  const [texts, setTexts] = useState(NONE);
  const wanted = view.main === "details" ? selectedRow(view, rowsOf(progress))?.id : undefined;
  const stage = wanted === undefined ? undefined : stageOf(progress.issues[wanted]);
  useEffect(() => {
    if (wanted === undefined || stage === undefined || details === undefined) return undefined;
    let current = true;
    const show = (loaded: IssueTexts) => {
      if (current) setTexts(new Map([[wanted, loaded]]));
    };
    details(wanted).then(show, (error: unknown) => show({ spec: `Cannot be read: ${messageOf(error)}` }));
    return () => {
      current = false;
    };
  }, [wanted, stage, details]);
  return texts;
}

function stageOf(issue: Snapshot["progress"]["issues"][string] | undefined): string {
  return issue === undefined ? "" : `${issue.round}:${issue.finished.length}:${issue.state}`;
}
