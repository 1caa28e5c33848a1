// Files with both directions: dbmate, goose, sql-migrate and rambler separate them by comments.

interface Comment {
  readonly start: number;
  readonly text: string;
}

const TOOLS: readonly { readonly up: RegExp; readonly down: RegExp }[] = [
  { up: /^--\s*migrate:up\b/i, down: /^--\s*migrate:down\b/i },
  { up: /^--\s*\+goose\s+up\b/i, down: /^--\s*\+goose\s+down\b/i },
  { up: /^--\s*\+migrate\s+up\b/i, down: /^--\s*\+migrate\s+down\b/i },
  { up: /^--\s*rambler\s+up\b/i, down: /^--\s*rambler\s+down\b/i },
];

/**
 * Returns a function that says whether the statement at an offset runs in the up direction. A comment that starts the
 * down section counts only in a file with an up section of the same tool.
 */
export function upSection(comments: readonly Comment[]): (start: number) => boolean {
  const tool = TOOLS.find(({ up }) => comments.some(({ text }) => up.test(text)));
  if (tool === undefined) return () => true;
  const sections = comments.flatMap(({ start, text }) => {
    if (tool.up.test(text)) return [{ start, up: true }];
    return tool.down.test(text) ? [{ start, up: false }] : [];
  });
  return (start) => sections.findLast((section) => section.start < start)?.up ?? true;
}
