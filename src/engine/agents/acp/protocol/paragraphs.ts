/** A line is shown in pieces of this length where it does not end. */
const LONGEST = 4096;
/** Characters told of what comes in one message. They are a few as a rule; megabytes are nothing that anybody reads. */
const MOST = 256 * 1024;

/** Puts chunks of text together to lines, since agents send a few letters at a time; lines that come at once are told at once. */
export function paragraphs(onLines: (text: string) => void): { add(text: string): void; flush(): void } {
  let held = "";
  const tell = (lines: readonly string[]) => {
    const shown = lines.map((line) => line.trimEnd()).filter((line) => line !== "");
    if (shown.length > 0) onLines(shown.join("\n"));
  };
  return {
    add(text) {
      const lines = (held + text.slice(0, MOST)).split("\n");
      held = lines.pop() ?? "";
      for (; held.length > LONGEST; held = held.slice(LONGEST)) lines.push(held.slice(0, LONGEST));
      if (text.length > MOST) {
        lines.push(held, `(${text.length - MOST} more characters)`);
        held = "";
      }
      tell(lines);
    },
    flush() {
      tell([held]);
      held = "";
    },
  };
}
