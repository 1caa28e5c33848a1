// Everything that could move the cursor, change the terminal or reorder text: C0 except tab and line feed, DEL, C1,
// line and paragraph separators, and the bidirectional controls (Unicode UAX #9; the "Trojan Source" characters).
// oxlint-disable-next-line no-control-regex -- the pattern is for control characters
const UNSAFE = /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;
const EACH_UNSAFE = new RegExp(UNSAFE, "g");

/**
 * Makes text from outside (agent, git, forge, file names) safe to print: control characters become visible escapes such
 * as `\x1b` and `\u202e`. Tabs and line feeds stay, and CRLF becomes LF. A lone CR, which overwrites a line, becomes
 * `\r`. Sanitizing twice gives the same text as sanitizing once.
 */
export function sanitize(text: string): string {
  if (!UNSAFE.test(text)) return text;
  return text.replaceAll("\r\n", "\n").replace(EACH_UNSAFE, escape);
}

/** Like `sanitize`, for text that has to stay on one line: line feeds become visible as well. */
export function sanitizeLine(text: string): string {
  return sanitize(text).replaceAll("\n", "\\n");
}

function escape(character: string): string {
  if (character === "\r") return "\\r";
  const code = character.charCodeAt(0);
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
}
