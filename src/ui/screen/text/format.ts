// Formats numbers and text for the screen. Widths are in terminal columns.
import cliTruncate from "cli-truncate";
import stringWidth from "string-width";
import { sanitizeLine } from "../../../engine/text/sanitize.ts";
import type { Glyphs } from "./glyphs.ts";

const ASCII_ONLY = /^[\u0020-\u007e]*$/;
// Characters whose width depends on the terminal: variation selectors, joiners and what they join, skin tones.
const AMBIGUOUS_WIDTH = /[\u200b-\u200d\u2060\ufeff]|\p{Variation_Selector}|\p{Emoji_Modifier}/u;
const JOINED = /\u200d\p{Extended_Pictographic}/gu;
const EACH_AMBIGUOUS_WIDTH = new RegExp(AMBIGUOUS_WIDTH, "gu");

/** Formats milliseconds as `8s`, `4m 05s`, `1h 02m`, `3d 04h`. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (minutes === 0) return `${seconds}s`;
  if (hours === 0) return `${minutes}m ${two(seconds % 60)}s`;
  if (hours < 24) return `${hours}h ${two(minutes % 60)}m`;
  return `${Math.floor(hours / 24)}d ${two(hours % 24)}h`;
}

/** Formats milliseconds in at most three columns: `8s`, `4m`, `1h`, `3d`. */
export function shortDuration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)}m`;
  return seconds < 86_400 ? `${Math.floor(seconds / 3_600)}h` : `${Math.min(99, Math.floor(seconds / 86_400))}d`;
}

/** Formats a wait: `CI checks, until 10:05:00 UTC`. */
export function waitText({ reason, until }: { readonly reason: string; readonly until: string }): string {
  return `${reason}, until ${until.slice(11, 19)} UTC`;
}

/** Formats US dollars with cents; below one cent `<$0.01`; empty if undefined. */
export function money(usd: number | undefined): string {
  if (usd === undefined) return "";
  return usd > 0 && usd < 0.01 ? "<$0.01" : `$${usd.toFixed(2)}`;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

export function columnsOf(text: string): number {
  return ASCII_ONLY.test(text) ? text.length : stringWidth(text);
}

/** Cuts the text to at most `columns`, with an ellipsis at the end of a cut text. */
export function cut(text: string, columns: number, glyphs: Pick<Glyphs, "ellipsis">): string {
  if (columns <= 0) return "";
  return columnsOf(text) <= columns ? text : cliTruncate(text, columns, { truncationCharacter: glyphs.ellipsis });
}

/** Divides a bar of exactly `columns`. It is full only if everything is done, and empty only if nothing is. */
export function progressBar(
  done: number,
  total: number,
  columns: number,
): { readonly full: number; readonly empty: number } {
  if (columns <= 0 || total <= 0) return { full: 0, empty: Math.max(0, columns) };
  const share = Math.round((done / total) * columns);
  const full = done >= total ? columns : Math.min(Math.max(share, done > 0 ? 1 : 0), columns - 1);
  return { full, empty: columns - full };
}

/**
 * Returns the text on one line, without control sequences and without characters that a terminal may measure
 * differently from `columnsOf`, as tmux does for emoji of several characters. Input from outside is sanitized where it
 * enters the program; this is a second defense.
 */
export function printable(text: string): string {
  if (ASCII_ONLY.test(text)) return text;
  const line = sanitizeLine(text.replaceAll("\t", "  "));
  return AMBIGUOUS_WIDTH.test(line) ? line.replace(JOINED, "").replace(EACH_AMBIGUOUS_WIDTH, "") : line;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
