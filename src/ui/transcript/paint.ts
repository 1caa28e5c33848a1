import { styleText } from "node:util";

type Style = Parameters<typeof styleText>[0];

/** By the sign a line begins with; the text itself is never changed. */
const STYLES: readonly (readonly [RegExp, Style])[] = [
  [/^\s*✓/, "green"],
  [/^\s*(✗|🛑|⛔)/, "red"],
  [/^\s*⚠️/, "yellow"],
  [/^(→|═)/, "cyan"],
  [/^>/, "bold"],
];

/** Colours a line for a terminal that has colours, or leaves it as it is. */
export function painter(colour: boolean): (line: string) => string {
  if (!colour) return (line) => line;
  return (line) => {
    const style = STYLES.find(([sign]) => sign.test(line))?.[1];
    return style === undefined ? line : styleText(style, line, { validateStream: false });
  };
}
