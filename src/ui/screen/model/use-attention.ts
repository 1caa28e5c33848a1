import { useEffect, useEffectEvent } from "react";
import type { Snapshot } from "../log/feed.ts";
import type { ScreenModel } from "./screen-model.ts";
import type { ScreenActions } from "./source.ts";

/** Keeps the window title up to date, and notifies the user of a question and of the end of the run. */
export function useAttention(
  { notify }: ScreenActions,
  { asked, status, rows }: ScreenModel,
  { progress }: Snapshot,
): void {
  const issue = rows.current === undefined ? "" : ` #${rows.current.id}`;
  const title = `${progress.milestone}${issue}: ${status.text}`;
  useEffect(() => notify?.("title", title), [notify, title]);

  const question = asked?.question.id;
  const notifyQuestion = useEffectEvent(() => notify?.("question", asked?.title ?? title));
  useEffect(() => {
    if (question !== undefined) notifyQuestion();
  }, [question]);

  const over = status.state === "complete" || status.state === "ended";
  const notifyEnd = useEffectEvent(() => notify?.("end", title));
  useEffect(() => {
    if (over) notifyEnd();
  }, [over]);
}
