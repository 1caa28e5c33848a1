import type { ReactNode } from "react";
import { Frame } from "./frame.tsx";
import type { Rect } from "./layout.ts";
import { LineList } from "./line-view.tsx";
import { evidenceHeight } from "../text/question-lines.ts";
import type { Line } from "../text/styled-line.ts";
import { useScreenContext } from "../model/screen-context.ts";

export interface QuestionPaneProps {
  readonly rect: Rect;
  readonly title: string;
  /** Place among the unanswered questions: `1 more waiting` or `question 1 of 3`; empty if there is no other. */
  readonly place: string;
  /** Wrapped rows. */
  readonly evidence: readonly Line[];
  readonly answers: readonly Line[];
  readonly top: number;
  readonly focused: boolean;
}

/** Shows a question: its evidence, which scrolls, and below it the answers, which are always visible. */
export function QuestionPane({ rect, title, place, evidence, answers, top, focused }: QuestionPaneProps): ReactNode {
  const { theme } = useScreenContext();
  const evidenceRows = evidenceHeight(rect.height, answers.length);
  const first = Math.max(0, Math.min(top, evidence.length - evidenceRows));
  const hidden = evidence.length - evidenceRows;
  const badge = [
    hidden > 0 && evidenceRows > 0 ? `${first + 1}–${first + evidenceRows} of ${evidence.length}` : "",
    place,
  ].filter((part) => part !== "");
  return (
    <Frame rect={rect} title={`${theme.glyphs.asking} ${title}`} badge={badge} focused={focused} tone="warn">
      <LineList lines={evidence.slice(first, first + evidenceRows)} height={evidenceRows} />
      <LineList lines={[[], ...answers]} height={rect.height - 2 - evidenceRows} />
    </Frame>
  );
}
