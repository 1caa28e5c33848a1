// Files that hold both directions: dbmate, goose, sql-migrate, rambler mark them with comments.

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

/** Says whether what starts at an offset runs on the way up. A mark for down counts only after the same tool's mark for up. */
export function upSection(comments: readonly Comment[]): (start: number) => boolean {
  const tool = TOOLS.find(({ up }) => comments.some(({ text }) => up.test(text)));
  if (tool === undefined) return () => true;
  const marks = comments.flatMap(({ start, text }) => {
    if (tool.up.test(text)) return [{ start, up: true }];
    return tool.down.test(text) ? [{ start, up: false }] : [];
  });
  return (start) => marks.findLast((mark) => mark.start < start)?.up ?? true;
}
