// What a terminal is told beside the picture: none of it moves the cursor, so it may be said between two frames.

/** Puts a text on the clipboard of whoever sits at the terminal, through ssh and tmux too where they let it (OSC 52). */
export function copySequence(text: string): string {
  return `\u001B]52;c;${Buffer.from(text, "utf8").toString("base64")}\u0007`;
}

/** The window's title; or the bell, with a notification where terminals know OSC 9. */
export function attentionSequence(kind: "title" | "question" | "end", text: string): string {
  const said = text.replaceAll(/\p{Cc}/gu, " ");
  return kind === "title" ? `\u001B]2;${said}\u0007` : `\u0007\u001B]9;${said}\u0007`;
}

/** Remembers the window's title and gives it back (XTWINOPS 22 and 23). */
export const KEEP_TITLE = "\u001B[22;2t";
export const RESTORE_TITLE = "\u001B[23;2t";
