/**
 * A secret as it may be shown: the first characters of a long value, so that it can be recognized, and none of a short
 * one.
 */
export function mask(value: string): string {
  const shown = value.length >= 20 ? 4 : value.length >= 12 ? 3 : 0;
  return `${value.slice(0, shown).replace(/\s/g, " ")}…`;
}

/** Masks every value in a text, the longest values first. */
export function maskAll(text: string, values: readonly string[]): string {
  return values
    .toSorted((a, b) => b.length - a.length)
    .reduce((masked, value) => masked.replaceAll(value, mask(value)), text);
}

/** Masks every value in a line, and cuts the line to 160 characters. */
export function maskLine(line: string, values: readonly string[]): string {
  return maskAll(line, values).trim().slice(0, 160);
}
