// Translates the key events of Ink into the key names that the table of bindings uses.
import type { Key } from "ink";

const NAMED_KEYS = [
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

/**
 * Returns the names of the keys in one input event; several if letters arrived together, none if the key is unknown or
 * was released.
 */
export function strokesOf(input: string, key: Key): readonly string[] {
  if (key.eventType === "release") return [];
  if (key.tab) return [key.shift ? "shift-tab" : "tab"];
  const named = NAMED_KEYS.find(([flag]) => key[flag]);
  if (named !== undefined) return [named[1]];
  if (key.ctrl) return input === "" ? [] : [`ctrl-${input.toLowerCase()}`];
  if (key.meta) return [];
  return Array.from(input, nameOf).filter((name) => name !== undefined);
}

/** Names one character of an input event. Letters typed at once can have control characters between them. */
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
