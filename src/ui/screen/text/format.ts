// Numbers and words as the screen writes them. Widths are in terminal columns.
import cliTruncate from "cli-truncate";
import stringWidth from "string-width";
import { sanitizeLine } from "../../../engine/text/sanitize.ts";
import type { Glyphs } from "./glyphs.ts";

const ASCII_ONLY = /^[\u0020-\u007e]*$/;
// What terminals measure differently from one another: variation selectors, joiners and what they join, skin tones.
const UNSTEADY = /[\u200b-\u200d\u2060\ufeff]|\p{Variation_Selector}|\p{Emoji_Modifier}/u;
const JOINED = /\u200d\p{Extended_Pictographic}/gu;
const EACH_UNSTEADY = new RegExp(UNSTEADY, "gu");

/** Milliseconds as `8s`, `4m 05s`, `1h 02m`, `3d 04h`. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (minutes === 0) return `${seconds}s`;
  if (hours === 0) return `${minutes}m ${two(seconds % 60)}s`;
  if (hours < 24) return `${hours}h ${two(minutes % 60)}m`;
  return `${Math.floor(hours / 24)}d ${two(hours % 24)}h`;
}

/** Dollars with cents; below one cent `<$0.01`; empty where nothing is known. */
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

/** The text in at most `columns`, with a sign at the end where something is missing. */
export function cut(text: string, columns: number, glyphs: Pick<Glyphs, "ellipsis">): string {
  if (columns <= 0) return "";
  return columnsOf(text) <= columns ? text : cliTruncate(text, columns, { truncationCharacter: glyphs.ellipsis });
}

/** A bar of exactly `columns`; full only when everything is done, empty only when nothing is. */
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
 * The text on one line, without anything a terminal would act upon or measure differently from us (tmux does, for emoji
 * made of several characters). What comes from outside was cleaned where it came in; this is the last door.
 */
export function printable(text: string): string {
  if (ASCII_ONLY.test(text)) return text;
  const line = sanitizeLine(text.replaceAll("\t", "  "));
  return UNSTEADY.test(line) ? line.replace(JOINED, "").replace(EACH_UNSTEADY, "") : line;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
