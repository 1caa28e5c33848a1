import { Box } from "ink";
import type { ReactNode } from "react";
import { columnsOf, cut } from "../text/format.ts";
import type { Rect } from "./layout.ts";
import { LineView } from "./line-view.tsx";
import { span } from "../text/line.ts";
import type { Line } from "../text/line.ts";
import type { Glyphs } from "../text/glyphs.ts";
import { useScreenContext } from "../model/screen-context.ts";
import type { Tone } from "../text/theme.ts";

export interface FrameProps {
  readonly rect: Rect;
  readonly title: string;
  /** At the right end of the upper border: modes, then a place; the first give way where there is no room. */
  readonly badge?: readonly string[] | undefined;
  readonly focused: boolean;
  /** Of the border; by the focus where it is not given. */
  readonly tone?: Tone | undefined;
  readonly children: ReactNode;
}

/** A pane: a border with a title in it, at its place on the screen. */
export function Frame({ rect, title, badge = [], focused, tone, children }: FrameProps): ReactNode {
  const { theme } = useScreenContext();
  const { glyphs, colors } = theme;
  const color = tone ?? (focused ? "accent" : "border");
  const ink = colors[color];
  return (
    <Placed rect={rect}>
      <LineView line={frameTop(title, badge, rect.width, color, focused, glyphs)} />
      <Box
        flexDirection="column"
        width={rect.width}
        height={rect.height - 1}
        flexShrink={0}
        borderStyle={glyphs.border}
        borderTop={false}
        {...(ink === undefined ? {} : { borderColor: ink })}
      >
        {children}
      </Box>
    </Placed>
  );
}

/** Something at its place on the screen. It has to fit: clipping would cost as much as all the rest of drawing. */
export function Placed({ rect, children }: { readonly rect: Rect; readonly children: ReactNode }): ReactNode {
  return (
    <Box
      position="absolute"
      left={rect.left}
      top={rect.top}
      width={rect.width}
      height={rect.height}
      flexDirection="column"
    >
      {children}
    </Box>
  );
}

/** Columns a title has before a badge has any. */
const LEAST_TITLE = 12;

function frameTop(
  title: string,
  badge: readonly string[],
  columns: number,
  tone: Tone,
  focused: boolean,
  glyphs: Glyphs,
): Line {
  const {
    rule,
    corners: [left, right],
  } = glyphs;
  const marks = badge.map((_, first) => ` ${badge.slice(first).join(" · ")} `);
  const mark = marks.find((text) => columnsOf(text) <= columns - Math.min(columnsOf(title), LEAST_TITLE) - 8) ?? "";
  const name = cut(` ${title} `, columns - 5 - columnsOf(mark), glyphs);
  const room = columns - 4 - columnsOf(name);
  return [
    span(`${left}${rule}`, tone),
    span(name, focused ? "accent" : tone === "border" ? "text" : tone, { bold: focused || tone !== "border" }),
    span(rule.repeat(room - columnsOf(mark)), tone),
    span(mark, "muted"),
    span(`${rule}${right}`, tone),
  ];
}
