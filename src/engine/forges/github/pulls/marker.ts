// The hidden comments by which the program knows its own pull requests, reviews and issues.

export type MarkerKind = "pull" | "review" | "finding" | "issue";

/** GitHub takes no longer bodies; some room is left for the marker. */
const LONGEST_BODY = 65_536 - 1_000;
const LONGEST_TITLE = 256;

/** The text with the marker at its end, cut where it is too long. A marker that is there already is replaced, never doubled. */
export function withMarker(text: string, kind: MarkerKind, value: string): string {
  return `${cut(withoutMarkers(text, kind).trimEnd(), LONGEST_BODY)}\n\n${comment(kind, value)}\n`;
}

/** A title as long as GitHub takes it. */
export function fittingTitle(title: string): string {
  return cut(title, LONGEST_TITLE);
}

/** The first marker of this kind; undefined where there is none. */
export function markerIn(text: string | null | undefined, kind: MarkerKind): string | undefined {
  const found = pattern(kind).exec(text ?? "")?.[1];
  return found === undefined ? undefined : decoded(found);
}

/** The text without markers of this kind: text from elsewhere must not pass for the program's own. */
export function withoutMarkers(text: string, kind: MarkerKind): string {
  return text.replaceAll(new RegExp(pattern(kind), "g"), "");
}

function cut(text: string, longest: number): string {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}

function comment(kind: MarkerKind, value: string): string {
  // A comment ends at `--`, so a dash is written otherwise.
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
