const MAX_LINES = 12;

/**
 * Returns what the remote said in the output of a push: at most 12 lines, without progress, without lines that have no
 * letter or digit, and without what `message` contains already.
 */
export function remoteLines(detail: string, message: string): readonly string[] {
  const lines = detail
    .split(/\r?\n/)
    .filter((line) => line.startsWith("remote: ") && /[\p{L}\p{N}]/u.test(line.slice("remote: ".length)));
  return lines
    .map((line) => line.trimEnd())
    .filter((line) => !PROGRESS.test(line) && !message.includes(textOf(line)))
    .slice(0, MAX_LINES);
}

const PROGRESS = /^remote: (?:Enumerating|Counting|Compressing|Resolving|Processing|Total) /;

function textOf(line: string): string {
  return line
    .replace(/^remote: (?:error: )?/, "")
    .replace(/\.$/, "")
    .trim();
}
