// Draws the cells of a terminal as SVG. Borders and bars are drawn as shapes, since fonts leave gaps between rows.
import type { IBufferCell, Terminal } from "@xterm/headless";
import { boxPath } from "./box-path.ts";

/** Default colors and title of the picture. */
export interface Picture {
  readonly background: string;
  readonly foreground: string;
  readonly title: string;
}

const CELL = { width: 8.4, height: 18 };
const PADDING = 16;
const TITLE_BAR = 34;
/** The sixteen ANSI colors, softer than those of xterm, as in most terminals. */
const ANSI = [
  "#2e3440",
  "#e06c75",
  "#2fc79a",
  "#e9b24a",
  "#56b4e9",
  "#d79ac0",
  "#5fc9c9",
  "#c8ccd4",
  "#6a6f78",
  "#f0714a",
  "#7bdcb5",
  "#f0e442",
  "#7ab8f5",
  "#e5b5d3",
  "#8fe0e0",
  "#ffffff",
];

interface Style {
  readonly fill: string;
  /** Background color, if it differs from that of the picture. */
  readonly background: string | undefined;
  readonly bold: boolean;
  readonly italic: boolean;
}

export function drawTerminal(terminal: Terminal, picture: Picture): string {
  const width = terminal.cols * CELL.width + 2 * PADDING;
  const height = terminal.rows * CELL.height + PADDING + TITLE_BAR + PADDING / 2;
  const rows = Array.from({ length: terminal.rows }, (_, row) => drawRow(terminal, row, picture)).join("\n");
  const dots = ["#f0714a", "#e9b24a", "#2fc79a"]
    .map((color, index) => `<circle cx="${PADDING + 6 + index * 20}" cy="18" r="6" fill="${color}"/>`)
    .join("");
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${round(width)} ${round(height)}" ` +
      `width="${round(width)}" height="${round(height)}" ` +
      `font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14">`,
    `<title>${escaped(picture.title)}</title>`,
    `<rect width="100%" height="100%" rx="10" fill="${picture.background}"/>`,
    dots,
    `<text x="${round(width / 2)}" y="23" fill="${picture.foreground}" fill-opacity="0.55" ` +
      `font-size="13" text-anchor="middle">${escaped(picture.title)}</text>`,
    rows,
    "</svg>",
    "",
  ].join("\n");
}

function drawRow(terminal: Terminal, row: number, picture: Picture): string {
  const buffer = terminal.buffer.active;
  const line = buffer.getLine(buffer.viewportY + row);
  const top = TITLE_BAR + row * CELL.height;
  const shapes: string[] = [];
  for (let column = 0; column < terminal.cols;) {
    const cell = line?.getCell(column);
    if (cell === undefined) break;
    const style = styleOf(cell, picture);
    let text = cell.getChars() || " ";
    let end = column + Math.max(1, cell.getWidth());
    // Adjacent ASCII characters of one style form one piece. Any other character is a piece by itself, so that its
    // width in the font does not move the characters after it.
    while (isPlain(text) && end < terminal.cols) {
      const next = line?.getCell(end);
      const letter = next?.getChars() || " ";
      if (next === undefined || !isPlain(letter) || !sameStyle(styleOf(next, picture), style)) break;
      text += letter;
      end += 1;
    }
    shapes.push(
      ...drawPiece(text, { left: PADDING + column * CELL.width, top, width: (end - column) * CELL.width }, style),
    );
    column = end;
  }
  return shapes.join("");
}

function drawPiece(
  text: string,
  { left, top, width }: { left: number; top: number; width: number },
  style: Style,
): readonly string[] {
  const background =
    style.background === undefined
      ? []
      : [
          `<rect x="${round(left)}" y="${round(top)}" width="${round(width + 0.3)}" height="${CELL.height}" ` +
            `fill="${style.background}"/>`,
        ];
  const path = boxPath(text, left, top, CELL);
  if (path !== undefined) {
    const paint = path.solid ? `fill="${style.fill}"` : `fill="none" stroke="${style.fill}" stroke-width="1.3"`;
    return [...background, `<path d="${path.d}" ${paint}/>`];
  }
  if (text.trim() === "") return background;
  const indent = text.length - text.trimStart().length;
  const shown = text.trim();
  const weight = `${style.bold ? ' font-weight="700"' : ""}${style.italic ? ' font-style="italic"' : ""}`;
  const fitted = isPlain(shown)
    ? ` textLength="${round(shown.length * CELL.width)}" lengthAdjust="spacingAndGlyphs"`
    : "";
  const x = round(left + indent * CELL.width);
  return [
    ...background,
    `<text x="${x}" y="${round(top + 13.4)}" fill="${style.fill}"${weight}${fitted} ` +
      `xml:space="preserve">${escaped(shown)}</text>`,
  ];
}

function styleOf(cell: IBufferCell, { background, foreground }: Picture): Style {
  const front = colorOf(cell.isFgDefault(), cell.isFgRGB(), cell.getFgColor()) ?? foreground;
  const back = colorOf(cell.isBgDefault(), cell.isBgRGB(), cell.getBgColor());
  const inverse = cell.isInverse() !== 0;
  return {
    fill: inverse ? (back ?? background) : front,
    background: inverse ? front : back,
    bold: cell.isBold() !== 0,
    italic: cell.isItalic() !== 0,
  };
}

function colorOf(isDefault: boolean, isRgb: boolean, color: number): string | undefined {
  if (isDefault) return undefined;
  return isRgb ? `#${color.toString(16).padStart(6, "0")}` : (ANSI[color] ?? "#888888");
}

function sameStyle(a: Style, b: Style): boolean {
  return a.fill === b.fill && a.background === b.background && a.bold === b.bold && a.italic === b.italic;
}

function isPlain(text: string): boolean {
  return /^[\u0020-\u007e]*$/.test(text);
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
