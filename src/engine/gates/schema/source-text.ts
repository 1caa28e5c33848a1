/** The text of a file, or the reason why it cannot be read. */
export type SourceText = { readonly text: string } | { readonly text: undefined; readonly problem: string };

// Sizes in bytes that every parser handles within two seconds and 300 MB of memory, whatever the content.
const MAX_SQL = 500_000;
const MAX_CODE = 200_000;

/** Text with `\n` as line ends and without a byte order mark; undefined where there is no file. */
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
