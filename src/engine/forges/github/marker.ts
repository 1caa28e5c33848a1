// The hidden comments by which the program knows its own pull requests, reviews and issues.

export type MarkerKind = "pull" | "review" | "finding" | "issue";

/** The text with the marker at its end. A marker that is there already is replaced, never doubled. */
export function withMarker(text: string, kind: MarkerKind, value: string): string {
  return `${withoutMarkers(text, kind).trimEnd()}\n\n${comment(kind, value)}\n`;
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
