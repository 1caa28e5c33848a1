import type { ShellLine } from "./editor.ts";

/**
 * The user's pager, from `PAGER`. `cat`, and `less` with its option to quit on short texts, would close before the user
 * could read, so both are replaced by a `less` that stays open.
 */
export function pagerLine(environment: Readonly<Record<string, string>>): ShellLine {
  const chosen = environment["PAGER"] ?? "";
  return { shell: chosen === "" || /^(\S*\/)?(cat|less)(\s|$)/.test(chosen) ? "less -R -+F" : chosen, args: [] };
}

const RESET = "\u001B[0m";

/** A patch in git's default colors. */
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
