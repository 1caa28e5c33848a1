import { basename } from "node:path";

/** A line for the shell, and what `"$@"` in it stands for. */
export interface ShellLine {
  readonly shell: string;
  readonly args: readonly string[];
}

/** The user's editor, opened on a file at a line where it is known how to say so. `vi` where none is chosen, as for git. */
export function editorLine(
  environment: Readonly<Record<string, string>>,
  file: string,
  line: number | undefined,
): ShellLine {
  const editor = environment["VISUAL"] || environment["EDITOR"] || "vi";
  // The program is the first word that is no option; its path and extension say nothing.
  const program = basename(editor.split(/\s+/).find((word) => !word.startsWith("-")) ?? "").replace(/\.(exe|cmd)$/, "");
  return {
    shell: `${editor}${waiting(program, editor)} "$@"`,
    args: line === undefined ? [file] : atLine(program, file, line),
  };
}

/** How editors are told a line, as their manuals say; one nobody knows gets the file alone. */
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

/** Editors with a window of their own come back at once, which is as well: the screen stays, and the file is open beside it. */
function waiting(program: string, editor: string): string {
  return program === "emacsclient" && !/\s-(t|nw|c)\b/.test(editor) ? " -t" : "";
}
