/** A section of a Markdown text; empty where there are no lines. */
export function markdownSection(heading: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : [`## ${heading}`, "", ...lines].join("\n");
}

/** The parts of a Markdown text, an empty line apart; empty parts are left out. */
export function markdownText(parts: readonly string[]): string {
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

/**
 * A section of a page in the terminal, after an empty line and with its rows indented; nothing where there are no rows.
 */
export function pageSection(heading: string, rows: readonly string[]): readonly string[] {
  return rows.length === 0 ? [] : ["", heading, ...rows.map((row) => `  ${row}`)];
}
