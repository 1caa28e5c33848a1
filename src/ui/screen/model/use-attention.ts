import { useEffect, useEffectEvent, useRef } from "react";
import type { Snapshot } from "../log/feed.ts";
import { titleOf } from "./screen-model.ts";
import type { ScreenModel } from "./screen-model.ts";
import type { ScreenActions } from "./source.ts";
import { plural } from "../text/format.ts";

/** Keeps the window title up to date, and notifies the user of each new question and of the end of the run. */
export function useAttention({ notify }: ScreenActions, { status, rows }: ScreenModel, { progress }: Snapshot): void {
  const active = rows.counts.current;
  const issue = rows.current === undefined ? "" : ` #${rows.current.id}`;
  const title = `${progress.milestone}${active > 1 ? ` ${active} at work` : issue}: ${status.text}`;
  useEffect(() => notify?.("title", title), [notify, title]);

  const { questions } = rows;
  const known = useRef<ReadonlySet<string>>(new Set());
  const notifyQuestions = useEffectEvent((open: typeof questions) => {
    const fresh = open.filter(({ id }) => !known.current.has(id));
    known.current = new Set(open.map(({ id }) => id));
    if (fresh.length === 0) return;
    const titles = fresh.map((question) => titleOf(question, rows));
    const all = open.length === 1 ? "" : `${plural(open.length, "question")}: `;
    notify?.("question", `${all}${titles.join(", ")}`);
  });
  useEffect(() => notifyQuestions(questions), [questions]);

  const over = status.state === "complete" || status.state === "ended";
  const notifyEnd = useEffectEvent(() => notify?.("end", title));
  useEffect(() => {
    if (over) notifyEnd();
  }, [over]);
}
