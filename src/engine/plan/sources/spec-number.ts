import { endOfLine } from "../parse/lines.ts";

/**
 * Writes a GitHub number into the front matter of a spec, and keeps every other byte. Returns the spec unchanged where
 * it names a number already.
 * @param source text of the spec
 */
export function withGitHubNumber(source: string, number: number): string {
  const eol = endOfLine(source);
  const bom = source.startsWith("\uFEFF") ? "\uFEFF" : "";
  const text = source.slice(bom.length);
  const opening = /^---[ \t]*(?:\r\n|\n|\r)/.exec(text)?.[0];
  const closing =
    opening === undefined ? undefined : /^(?:---|\.\.\.)[ \t]*(?:\r\n|\n|\r|$)/m.exec(text.slice(opening.length));
  if (opening === undefined || closing === undefined || closing === null)
    return `${bom}---${eol}github_issue: ${number}${eol}---${eol}${eol}${text}`;
  const end = opening.length + closing.index;
  const matter = text.slice(opening.length, end);
  const line = /^(github_issue[ \t]*:)([^\r\n]*)/im.exec(matter);
  if (line === null) return `${bom}${text.slice(0, end)}github_issue: ${number}${eol}${text.slice(end)}`;
  if (/\d/.test(line[2] ?? "")) return source;
  const before = matter.slice(0, line.index);
  const after = matter.slice(line.index + line[0].length);
  return `${bom}${opening}${before}${line[1]} ${number}${after}${text.slice(end)}`;
}
