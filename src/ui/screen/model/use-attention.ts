import { useEffect, useEffectEvent } from "react";
import type { Snapshot } from "../log/feed.ts";
import type { Model } from "./model.ts";
import type { ScreenActions } from "./source.ts";

/** Keeps the window's title, and calls the person when something is asked or the run is over. */
export function useAttention({ notify }: ScreenActions, { asked, status, rows }: Model, { progress }: Snapshot): void {
  const issue = rows.current === undefined ? "" : ` #${rows.current.id}`;
  const title = `${progress.milestone}${issue}: ${status.text}`;
  useEffect(() => notify?.("title", title), [notify, title]);

  const question = asked?.question.id;
  const callForAnswer = useEffectEvent(() => notify?.("question", asked?.title ?? title));
  useEffect(() => {
    if (question !== undefined) callForAnswer();
  }, [question]);

  const over = status.state === "complete" || status.state === "ended";
  const tellOfEnd = useEffectEvent(() => notify?.("end", title));
  useEffect(() => {
    if (over) tellOfEnd();
  }, [over]);
}
