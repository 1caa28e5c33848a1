/** A value as it may be shown: enough of a long one to recognise it by, nothing of a short one. */
export function mask(value: string): string {
  const shown = value.length >= 20 ? 4 : value.length >= 12 ? 3 : 0;
  return `${value.slice(0, shown).replace(/\s/g, " ")}…`;
}

/** A text with every value masked, longest first. */
export function maskAll(text: string, values: readonly string[]): string {
  return values
    .toSorted((a, b) => b.length - a.length)
    .reduce((masked, value) => masked.replaceAll(value, mask(value)), text);
}

/** A line with every value masked, cut to what fits beside a finding. */
export function maskLine(line: string, values: readonly string[]): string {
  return maskAll(line, values).trim().slice(0, 160);
}
