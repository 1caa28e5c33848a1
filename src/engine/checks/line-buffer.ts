type Stream = "stdout" | "stderr";

/** Characters kept of the output of tests: enough for any report, and for the summary at the end of a long log. */
const LIMIT = 6 * 1024 * 1024;

/**
 * Keeps the last lines of a run. `stdout` returns the lines of stdout, or an empty text once lines were dropped, since
 * stdout is then not complete; `all` returns the lines of both streams.
 */
export function createLineBuffer(limit = LIMIT): {
  add(lines: string, stream: Stream): void;
  stdout(): string;
  all(): string;
} {
  const texts: { readonly text: string; readonly stream: Stream }[] = [];
  let length = 0;
  let dropped = false;
  return {
    add(text, stream) {
      texts.push({ text, stream });
      length += text.length + 1;
      while (length > limit) {
        dropped = true;
        length -= (texts.shift()?.text.length ?? 0) + 1;
      }
    },
    stdout: () =>
      dropped
        ? ""
        : texts
            .filter(({ stream }) => stream === "stdout")
            .map(({ text }) => text)
            .join("\n"),
    all: () => texts.map(({ text }) => text).join("\n"),
  };
}
