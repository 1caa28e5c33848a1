/** Characters kept of what tests print: enough for any report, and for the summary at the end of the longest log. */
const LIMIT = 16 * 1024 * 1024;

/** The last lines of a run, of stdout alone and of both streams. Where lines were lost, stdout alone is no longer whole. */
export function linesKept(limit = LIMIT): { add(line: string, stream: "stdout" | "stderr"): void; stdout(): string; all(): string } {
  let lines: { readonly line: string; readonly stream: "stdout" | "stderr" }[] = [];
  let length = 0;
  let lost = false;
  return {
    add(line, stream) {
      lines.push({ line, stream });
      length += line.length + 1;
      if (length <= 2 * limit) return;
      lost = true;
      while (length > limit) {
        const dropped = lines.splice(0, Math.ceil(lines.length / 4));
        length -= dropped.reduce((sum, { line }) => sum + line.length + 1, 0);
      }
    },
    stdout: () => (lost ? "" : lines.filter(({ stream }) => stream === "stdout").map(({ line }) => line).join("\n")),
    all: () => lines.map(({ line }) => line).join("\n"),
  };
}
