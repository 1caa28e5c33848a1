import { styleText } from "node:util";

type Style = Parameters<typeof styleText>[0];

/** Styles by the sign at the beginning of a line. The text itself is never changed. */
const STYLES: readonly (readonly [RegExp, Style])[] = [
  [/^\s*✓/, "green"],
  [/^\s*(✗|🛑|⛔)/, "red"],
  [/^\s*⚠️/, "yellow"],
  [/^(→|═)/, "cyan"],
  [/^>/, "bold"],
];

/** Returns a function that colors a line for the terminal, or returns it unchanged where `color` is false. */
export function painter(color: boolean): (line: string) => string {
  if (!color) return (line) => line;
  return (line) => {
    const style = STYLES.find(([sign]) => sign.test(line))?.[1];
    return style === undefined ? line : styleText(style, line, { validateStream: false });
  };
}
