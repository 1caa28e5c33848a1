type Stream = "stdout" | "stderr";

/** Characters kept of what tests print: enough for any report, and for the summary at the end of the longest log. */
const LIMIT = 6 * 1024 * 1024;

/** The last lines of a run, of stdout alone and of both streams. Where lines were lost, stdout alone is no longer whole. */
export function linesKept(limit = LIMIT): {
  add(lines: string, stream: Stream): void;
  stdout(): string;
  all(): string;
} {
  const texts: { readonly text: string; readonly stream: Stream }[] = [];
  let length = 0;
  let lost = false;
  return {
    add(text, stream) {
      texts.push({ text, stream });
      length += text.length + 1;
      while (length > limit) {
        lost = true;
        length -= (texts.shift()?.text.length ?? 0) + 1;
      }
    },
    stdout: () =>
      lost
        ? ""
        : texts
            .filter(({ stream }) => stream === "stdout")
            .map(({ text }) => text)
            .join("\n"),
    all: () => texts.map(({ text }) => text).join("\n"),
  };
}
