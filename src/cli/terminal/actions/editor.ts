import { basename } from "node:path";

/** A command line for the shell, and the arguments that `"$@"` in it stands for. */
export interface ShellLine {
  readonly shell: string;
  readonly args: readonly string[];
}

/**
 * The command that opens a file in the user's editor, at a line where the editor's option for that is known. The editor
 * is `VISUAL`, else `EDITOR`, else `vi`, as in git.
 */
export function editorLine(
  environment: Readonly<Record<string, string>>,
  file: string,
  line: number | undefined,
): ShellLine {
  const editor = environment["VISUAL"] || environment["EDITOR"] || "vi";
  // The program is the first word that is no option, without its path and extension.
  const program = basename(editor.split(/\s+/).find((word) => !word.startsWith("-")) ?? "").replace(/\.(exe|cmd)$/, "");
  return {
    shell: `${editor}${terminalOption(program, editor)} "$@"`,
    args: line === undefined ? [file] : atLine(program, file, line),
  };
}

/** The arguments that open a file at a line, from each editor's manual. An unknown editor gets only the file. */
function atLine(program: string, file: string, line: number): readonly string[] {
  switch (program) {
    case "vi":
    case "vim":
    case "nvim":
    case "view":
    case "gvim":
    case "mvim":
    case "nano":
    case "pico":
    case "micro":
    case "kak":
    case "joe":
    case "emacs":
    case "emacsclient":
    case "mg":
    case "ne":
    case "gedit":
      return [`+${line}`, file];
    case "code":
    case "code-insiders":
    case "codium":
    case "cursor":
    case "windsurf":
      return ["--goto", `${file}:${line}`];
    case "hx":
    case "helix":
    case "zed":
    case "subl":
      return [`${file}:${line}`];
    case "idea":
    case "webstorm":
    case "pycharm":
    case "goland":
    case "rubymine":
    case "kate":
      return ["--line", String(line), file];
    default:
      return [file];
  }
}

/**
 * `emacsclient` without an option for its frame opens the file in the terminal (`-t`). Graphical editors return at once
 * and need no option: the screen stays, and the file is open in their own window.
 */
function terminalOption(program: string, editor: string): string {
  return program === "emacsclient" && !/\s-(t|nw|c)\b/.test(editor) ? " -t" : "";
}
