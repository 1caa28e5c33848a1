import { endOfLine } from "../parse/lines.ts";

/** A spec with its GitHub number in the front matter; every other byte stays. One that names a number already is given back as it is. */
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
  return `${bom}${opening}${matter.slice(0, line.index)}${line[1]} ${number}${matter.slice(line.index + line[0].length)}${text.slice(end)}`;
}
