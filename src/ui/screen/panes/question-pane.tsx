import type { ReactNode } from "react";
import { Frame } from "./frame.tsx";
import type { Rect } from "./layout.ts";
import { LineList } from "./line-view.tsx";
import { evidenceHeight } from "../text/question-lines.ts";
import type { Line } from "../text/line.ts";
import { useScreenContext } from "../model/screen-context.ts";

export interface QuestionPaneProps {
  readonly rect: Rect;
  readonly title: string;
  /** Questions that wait behind this one. */
  readonly behind: number;
  /** Rows, wrapped already. */
  readonly evidence: readonly Line[];
  readonly answers: readonly Line[];
  readonly top: number;
  readonly focused: boolean;
}

/** What stopped, its evidence, and then what can be answered; the answers stay in sight whatever the height. */
export function QuestionPane({ rect, title, behind, evidence, answers, top, focused }: QuestionPaneProps): ReactNode {
  const { theme } = useScreenContext();
  const room = evidenceHeight(rect.height, answers.length);
  const first = Math.max(0, Math.min(top, evidence.length - room));
  const hidden = evidence.length - room;
  const badge = [
    hidden > 0 && room > 0 ? `${first + 1}–${first + room} of ${evidence.length}` : "",
    behind > 0 ? `${behind} more waiting` : "",
  ].filter((part) => part !== "");
  return (
    <Frame rect={rect} title={`${theme.glyphs.asking} ${title}`} badge={badge} focused={focused} tone="warn">
      <LineList lines={evidence.slice(first, first + room)} height={room} />
      <LineList lines={[[], ...answers]} height={rect.height - 2 - room} />
    </Frame>
  );
}
