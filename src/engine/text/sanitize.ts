// Everything that could move the cursor, change the terminal or reorder what is read: C0 but tab and line feed, DEL, C1,
// line and paragraph separators, and the bidirectional controls (Unicode UAX #9; the "Trojan Source" characters).
// oxlint-disable-next-line no-control-regex -- control characters are what it is about
const UNSAFE = /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;
const EACH_UNSAFE = new RegExp(UNSAFE, "g");

/**
 * Makes text from outside (agent, git, forge, file names) safe to print: control characters become visible escapes such
 * as `\x1b` and `\u202e`. Tabs and line ends stay, CRLF as LF; a lone CR, which overwrites a line, becomes `\r`.
 * Doing it twice changes nothing more.
 */
export function sanitize(text: string): string {
  if (!UNSAFE.test(text)) return text;
  return text.replaceAll("\r\n", "\n").replace(EACH_UNSAFE, escape);
}

/** The same for what has to stay on one line: line feeds become visible as well. */
export function sanitizeLine(text: string): string {
  return sanitize(text).replaceAll("\n", "\\n");
}

function escape(character: string): string {
  if (character === "\r") return "\\r";
  const code = character.charCodeAt(0);
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
}
