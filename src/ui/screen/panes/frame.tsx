import { Box } from "ink";
import type { ReactNode } from "react";
import { columnsOf, cut } from "../text/format.ts";
import type { Rect } from "./layout.ts";
import { LineView } from "./line-view.tsx";
import { span } from "../text/styled-line.ts";
import type { Line } from "../text/styled-line.ts";
import type { Glyphs } from "../text/glyphs.ts";
import { useScreenContext } from "../model/screen-context.ts";
import type { Tone } from "../text/theme.ts";

export interface FrameProps {
  readonly rect: Rect;
  readonly title: string;
  /**
   * Texts at the right end of the upper border: modes, then a position. The first ones are dropped if they do not fit.
   */
  readonly badge?: readonly string[] | undefined;
  readonly focused: boolean;
  /** Tone of the border; it depends on the focus if absent. */
  readonly tone?: Tone | undefined;
  readonly children: ReactNode;
}

/** A pane with a border and a title in it, positioned on the screen. */
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

/** Positions its children on the screen. They have to fit: clipping would take as long as all other drawing. */
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

/** Columns that the title gets before the badge gets any. */
const MIN_TITLE_COLUMNS = 12;

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
  const candidates = badge.map((_, first) => ` ${badge.slice(first).join(" · ")} `);
  const badgeText =
    candidates.find((text) => columnsOf(text) <= columns - Math.min(columnsOf(title), MIN_TITLE_COLUMNS) - 8) ?? "";
  const name = cut(` ${title} `, columns - 5 - columnsOf(badgeText), glyphs);
  const room = columns - 4 - columnsOf(name);
  return [
    span(`${left}${rule}`, tone),
    span(name, focused ? "accent" : tone === "border" ? "text" : tone, { bold: focused || tone !== "border" }),
    span(rule.repeat(room - columnsOf(badgeText)), tone),
    span(badgeText, "muted"),
    span(`${rule}${right}`, tone),
  ];
}
