// What a terminal is told beside the picture: none of it moves the cursor, so it may be said between two frames.

/** Puts a text on the clipboard of whoever sits at the terminal, through ssh and tmux too where they let it (OSC 52). */
export function copySequence(text: string): string {
  return `\u001B]52;c;${Buffer.from(text, "utf8").toString("base64")}\u0007`;
}

export function titleSequence(text: string): string {
  return `\u001B]2;${harmless(text)}\u0007`;
}

/** How a terminal is asked for a desktop notification. */
export type DesktopWords = "osc9" | "osc99" | "osc777" | "off";

/** The bell, and a desktop notification by whoever shows the terminal: over ssh as well, and without a program of our own. */
export function attentionSequence(text: string, words: DesktopWords): string {
  const said = harmless(text);
  switch (words) {
    case "off":
      return "\u0007";
    case "osc9":
      return `\u0007\u001B]9;${said}\u0007`;
    case "osc99":
      return `\u0007\u001B]99;;${said}\u001B\\`;
    case "osc777":
      return `\u0007\u001B]777;notify;milestone-tui;${said}\u0007`;
  }
}

/** The words a terminal understands, as far as its own variables tell; OSC 9 is what most of them do. */
export function desktopWordsFor(environment: Readonly<Record<string, string | undefined>>): DesktopWords {
  const { TERM = "", VTE_VERSION } = environment;
  if (TERM === "xterm-kitty") return "osc99";
  return VTE_VERSION !== undefined || /^(foot|rxvt)/.test(TERM) ? "osc777" : "osc9";
}

function harmless(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, " ");
}

/** Remembers the window's title and gives it back (XTWINOPS 22 and 23). */
export const KEEP_TITLE = "\u001B[22;2t";
export const RESTORE_TITLE = "\u001B[23;2t";
