/**
 * Resolves the backslash escapes that Python and JavaScript share: `\n`, `\t`, an escaped line end and escaped
 * characters.
 */
export function unescapeText(text: string): string {
  return text.replaceAll(/\\(\n|.)/g, (_, char: string) => ({ n: "\n", t: "\t", "\n": "" })[char] ?? char);
}
