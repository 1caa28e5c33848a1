const MOST = 12;

/** What the remote itself said to a push, without progress, ornaments, and what the message holds already. */
export function remoteLines(detail: string, message: string): readonly string[] {
  const lines = detail
    .split(/\r?\n/)
    .filter((line) => line.startsWith("remote: ") && /[\p{L}\p{N}]/u.test(line.slice("remote: ".length)));
  return lines
    .map((line) => line.trimEnd())
    .filter((line) => !PROGRESS.test(line) && !message.includes(wordsOf(line)))
    .slice(0, MOST);
}

const PROGRESS = /^remote: (?:Enumerating|Counting|Compressing|Resolving|Processing|Total) /;

function wordsOf(line: string): string {
  return line
    .replace(/^remote: (?:error: )?/, "")
    .replace(/\.$/, "")
    .trim();
}
