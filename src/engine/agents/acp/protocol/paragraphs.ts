/** A longer line is emitted in pieces of this many characters. */
const MAX_LINE = 4096;
/** How many characters of one chunk are emitted. Chunks usually have a few; megabytes are of no use to a reader. */
const MAX_CHUNK = 256 * 1024;

/**
 * Joins chunks of text into lines, since agents send a few characters at a time. Calls `onLines` for each chunk that
 * completes lines, with all of them; empty lines are omitted.
 */
export function paragraphs(onLines: (text: string) => void): { add(text: string): void; flush(): void } {
  let pending = "";
  const emit = (lines: readonly string[]) => {
    const visible = lines.map((line) => line.trimEnd()).filter((line) => line !== "");
    if (visible.length > 0) onLines(visible.join("\n"));
  };
  return {
    add(text) {
      const lines = (pending + text.slice(0, MAX_CHUNK)).split("\n");
      pending = lines.pop() ?? "";
      for (; pending.length > MAX_LINE; pending = pending.slice(MAX_LINE)) lines.push(pending.slice(0, MAX_LINE));
      if (text.length > MAX_CHUNK) {
        lines.push(pending, `(${text.length - MAX_CHUNK} more characters)`);
        pending = "";
      }
      emit(lines);
    },
    flush() {
      emit([pending]);
      pending = "";
    },
  };
}
