/** A line is shown in pieces of this length where it does not end. */
const LONGEST = 4096;
/** Characters looked at at once: a message may be megabytes of line ends. */
const SLICE = 64 * 1024;

/** Puts chunks of text together to lines, since agents send a few letters at a time; lines that come at once are told at once. */
export function paragraphs(onLines: (text: string) => void): { add(text: string): void; flush(): void } {
  let held = "";
  const tell = (lines: readonly string[]) => {
    const shown = lines.map((line) => line.trimEnd()).filter((line) => line !== "");
    if (shown.length > 0) onLines(shown.join("\n"));
  };
  const addSlice = (text: string) => {
    const lines = (held + text).split("\n");
    held = lines.pop() ?? "";
    for (; held.length > LONGEST; held = held.slice(LONGEST)) lines.push(held.slice(0, LONGEST));
    tell(lines);
  };
  return {
    add(text) {
      for (let start = 0; start < text.length; start += SLICE) addSlice(text.slice(start, start + SLICE));
    },
    flush() {
      tell([held]);
      held = "";
    },
  };
}
