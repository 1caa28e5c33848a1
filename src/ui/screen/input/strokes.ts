// Keys by name. Ink says what was pressed; here it gets the one word by which the key table knows it.
import type { Key } from "ink";

const NAMED = [
  ["upArrow", "up"],
  ["downArrow", "down"],
  ["leftArrow", "left"],
  ["rightArrow", "right"],
  ["pageUp", "pageup"],
  ["pageDown", "pagedown"],
  ["home", "home"],
  ["end", "end"],
  ["return", "enter"],
  ["escape", "esc"],
  ["backspace", "backspace"],
  ["delete", "backspace"],
] as const;

/** The keys in one piece of input: several where letters arrived together. Empty where it is nothing we know. */
export function strokesOf(input: string, key: Key): readonly string[] {
  if (key.eventType === "release") return [];
  if (key.tab) return [key.shift ? "shift-tab" : "tab"];
  const named = NAMED.find(([flag]) => key[flag]);
  if (named !== undefined) return [named[1]];
  if (key.ctrl) return input === "" ? [] : [`ctrl-${input.toLowerCase()}`];
  if (key.meta) return [];
  return Array.from(input, nameOf).filter((name) => name !== undefined);
}

/** Control characters that arrive in the middle of letters typed at once. */
function nameOf(character: string): string | undefined {
  switch (character) {
    case " ":
      return "space";
    case "\r":
    case "\n":
      return "enter";
    case "\t":
      return "tab";
    case "\u0003":
      return "ctrl-c";
    case "\u001a":
      return "ctrl-z";
    default:
      return character < " " ? undefined : character;
  }
}
