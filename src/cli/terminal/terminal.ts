/** Whether standard input and standard output are both a terminal. */
export function isInteractive(): boolean {
  return process.stdin.isTTY && process.stdout.isTTY;
}

/** Whether to write colors: only to a terminal, and not where NO_COLOR is set (https://no-color.org). */
export function hasColor(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY && !process.env["NO_COLOR"];
}
