// Escape sequences that draw nothing. None of them moves the cursor, so they can be written between two frames.

/** Copies a text to the clipboard of the terminal's user (OSC 52). Works through ssh and tmux where they allow it. */
export function copySequence(text: string): string {
  return `\u001B]52;c;${Buffer.from(text, "utf8").toString("base64")}\u0007`;
}

export function titleSequence(text: string): string {
  return `\u001B]2;${withoutControls(text)}\u0007`;
}

/** The escape sequence by which a terminal shows a desktop notification. */
export type NotificationSequence = "osc9" | "osc99" | "osc777" | "off";

/** Rings the bell and asks the terminal for a desktop notification. This works over ssh, without another program. */
export function attentionSequence(text: string, sequence: NotificationSequence): string {
  const message = withoutControls(text);
  switch (sequence) {
    case "off":
      return "\u0007";
    case "osc9":
      return `\u0007\u001B]9;${message}\u0007`;
    case "osc99":
      return `\u0007\u001B]99;;${message}\u001B\\`;
    case "osc777":
      return `\u0007\u001B]777;notify;milestone-tui;${message}\u0007`;
  }
}

/** The sequence that a terminal understands, judged by its environment variables. Most terminals understand OSC 9. */
export function notificationSequenceFor(
  environment: Readonly<Record<string, string | undefined>>,
): NotificationSequence {
  const { TERM = "", VTE_VERSION } = environment;
  if (TERM === "xterm-kitty") return "osc99";
  return VTE_VERSION !== undefined || /^(foot|rxvt)/.test(TERM) ? "osc777" : "osc9";
}

/** Control characters would end the sequence and start another one. */
function withoutControls(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, " ");
}

/** Saves the window's title, and restores it (XTWINOPS 22 and 23). */
export const SAVE_TITLE = "\u001B[22;2t";
export const RESTORE_TITLE = "\u001B[23;2t";
