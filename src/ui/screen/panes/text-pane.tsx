import type { ReactNode } from "react";
import { Frame } from "./frame.tsx";
import type { FrameProps } from "./frame.tsx";
import { LineList } from "./line-view.tsx";
import type { Line } from "../text/styled-line.ts";

export interface TextPaneProps extends Omit<FrameProps, "children" | "badge"> {
  /** Wrapped rows. */
  readonly lines: readonly Line[];
  readonly top: number;
}

/** A pane of rows that scroll: details, dependencies, overlays. */
export function TextPane({ lines, top, ...frame }: TextPaneProps): ReactNode {
  const height = frame.rect.height - 2;
  const first = Math.max(0, Math.min(top, lines.length - height));
  const badge =
    lines.length > height ? [`${first + 1}–${Math.min(lines.length, first + height)} of ${lines.length}`] : [];
  return (
    <Frame {...frame} badge={badge}>
      <LineList lines={lines.slice(first, first + height)} height={height} />
    </Frame>
  );
}
