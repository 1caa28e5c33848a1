/** Whether somebody sits at a terminal, to read and to type. */
export function isInteractive(): boolean {
  return process.stdin.isTTY && process.stdout.isTTY;
}

/** Colours go to a terminal only, and never where NO_COLOR is set (https://no-color.org). */
export function hasColor(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY && !process.env["NO_COLOR"];
}
