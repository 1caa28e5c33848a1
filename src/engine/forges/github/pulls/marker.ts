// Hidden HTML comments by which the program recognizes its pull requests, reviews and issues.

export type MarkerKind = "pull" | "review" | "finding" | "issue";

/** GitHub's limit in characters, less space for the marker. */
const MAX_BODY_LENGTH = 65_536 - 1_000;
/** GitHub's limit in characters. */
const MAX_TITLE_LENGTH = 256;

/** Returns the text, truncated if necessary, with the marker at its end. Replaces any earlier marker of this kind. */
export function withMarker(text: string, kind: MarkerKind, value: string): string {
  return `${truncate(withoutMarkers(text, kind).trimEnd(), MAX_BODY_LENGTH)}\n\n${comment(kind, value)}\n`;
}

/** Truncates a title to GitHub's limit. */
export function truncatedTitle(title: string): string {
  return truncate(title, MAX_TITLE_LENGTH);
}

/** Returns the value of the first marker of this kind; undefined where there is none. */
export function markerIn(text: string | null | undefined, kind: MarkerKind): string | undefined {
  const found = pattern(kind).exec(text ?? "")?.[1];
  return found === undefined ? undefined : decoded(found);
}

/** Removes all markers of this kind, so that a text from elsewhere cannot pass for the program's. */
export function withoutMarkers(text: string, kind: MarkerKind): string {
  return text.replaceAll(new RegExp(pattern(kind), "g"), "");
}

function truncate(text: string, maxLength: number): string {
  return text.length > maxLength ? `${text.slice(0, maxLength - 1)}…` : text;
}

function comment(kind: MarkerKind, value: string): string {
  // `--` would end the HTML comment, so dashes are encoded.
  return `<!-- milestone-tui:${kind} ${encodeURIComponent(value).replaceAll("-", "%2D")} -->`;
}

function pattern(kind: MarkerKind): RegExp {
  return new RegExp(`<!-- milestone-tui:${kind} (\\S+) -->`);
}

function decoded(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}
