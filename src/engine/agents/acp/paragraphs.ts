/** A line is shown in pieces of this length where it does not end. */
const LONGEST = 4096;

/** Puts chunks of text together to lines, since agents send a few letters at a time. */
export function paragraphs(onLine: (line: string) => void): { add(text: string): void; flush(): void } {
  let held = "";
  const tell = (line: string) => {
    if (line.trim() !== "") onLine(line.trimEnd());
  };
  return {
    add(text) {
      const lines = (held + text).split("\n");
      held = lines.pop() ?? "";
      for (const line of lines) tell(line);
      while (held.length > LONGEST) {
        tell(held.slice(0, LONGEST));
        held = held.slice(LONGEST);
      }
    },
    flush() {
      tell(held);
      held = "";
    },
  };
}
