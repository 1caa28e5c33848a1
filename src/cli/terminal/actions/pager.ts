import type { ShellLine } from "./editor.ts";

/** The user's pager. One that leaves at once would be gone before anybody read a line, so `cat` is none, and `less` stays. */
export function pagerLine(environment: Readonly<Record<string, string>>): ShellLine {
  const chosen = environment["PAGER"] ?? "";
  return { shell: chosen === "" || /^(\S*\/)?(cat|less)(\s|$)/.test(chosen) ? "less -R -+F" : chosen, args: [] };
}

const RESET = "\u001B[0m";

/** A patch with git's own colours. */
export function coloredPatch(patch: string): string {
  return patch
    .split("\n")
    .map((line) => {
      const color = colorOf(line);
      return color === undefined ? line : `${color}${line}${RESET}`;
    })
    .join("\n");
}

function colorOf(line: string): string | undefined {
  if (/^(diff |index |--- |\+\+\+ |new file|deleted file|similarity|rename )/.test(line)) return "\u001B[1m";
  if (line.startsWith("@@")) return "\u001B[36m";
  if (line.startsWith("+")) return "\u001B[32m";
  return line.startsWith("-") ? "\u001B[31m" : undefined;
}
