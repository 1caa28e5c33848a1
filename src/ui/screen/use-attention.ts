import { useEffect } from "react";
import type { Snapshot } from "./feed.ts";
import type { Model } from "./model.ts";
import type { ScreenDeeds } from "./source.ts";

/** Keeps the window's title, and calls the person when something is asked or the run is over. */
export function useAttention({ notify }: ScreenDeeds, { asked, status, rows }: Model, { progress }: Snapshot): void {
  const issue = rows.current === undefined ? "" : ` #${rows.current.id}`;
  const title = `${progress.milestone}${issue}: ${status.text}`;
  useEffect(() => notify?.("title", title), [notify, title]);

  const question = asked?.question.id;
  const text = asked?.title;
  useEffect(() => {
    if (question !== undefined && text !== undefined) notify?.("question", text);
    // Once for each question, however its words change.
  }, [notify, question]);

  const over = status.state === "complete" || status.state === "ended";
  useEffect(() => {
    if (over) notify?.("end", title);
  }, [notify, over]);
}
