/** A file's text, or why it has none. */
export type SourceText = { readonly text: string } | { readonly text: undefined; readonly problem: string };

// What the parsers manage within two seconds and 300 MB, whatever is in it.
const MAX_SQL = 500_000;
const MAX_CODE = 200_000;

/** Undefined where there is no file. */
export function textOf(content: Buffer | undefined, path: string): SourceText | undefined {
  if (content === undefined) return undefined;
  if (content.length > (/\.sql$/i.test(path) ? MAX_SQL : MAX_CODE))
    return { text: undefined, problem: "too large to be read" };
  if (content.includes(0)) return { text: undefined, problem: "binary" };
  return {
    text: content
      .toString("utf8")
      .replace(/^\uFEFF/, "")
      .replaceAll("\r\n", "\n"),
  };
}
