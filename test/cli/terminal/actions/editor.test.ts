import { expect, test } from "vitest";
import { editorLine } from "../../../../src/cli/terminal/actions/editor.ts";

test.each([
  [{}, 'vi "$@"', ["+7", "/r/a b.py"]],
  [{ EDITOR: "nano" }, 'nano "$@"', ["+7", "/r/a b.py"]],
  [{ EDITOR: "nano", VISUAL: "/opt/my tools/nvim -p" }, '/opt/my tools/nvim -p "$@"', ["/r/a b.py"]],
  [{ VISUAL: "code --wait" }, 'code --wait "$@"', ["--goto", "/r/a b.py:7"]],
  [{ VISUAL: "/usr/bin/hx" }, '/usr/bin/hx "$@"', ["/r/a b.py:7"]],
  [{ VISUAL: "emacsclient" }, 'emacsclient -t "$@"', ["+7", "/r/a b.py"]],
  [{ VISUAL: "emacsclient -c" }, 'emacsclient -c "$@"', ["+7", "/r/a b.py"]],
  [{ VISUAL: "idea" }, 'idea "$@"', ["--line", "7", "/r/a b.py"]],
  [{ VISUAL: "my-editor" }, 'my-editor "$@"', ["/r/a b.py"]],
])("with %j the editor opens a file at its line", (environment, shell, args) => {
  expect(editorLine(environment, "/r/a b.py", 7)).toEqual({ shell, args });
});

test("without a line the editor gets only the file", () => {
  expect(editorLine({ EDITOR: "vim" }, "/r/a.py", undefined)).toEqual({ shell: 'vim "$@"', args: ["/r/a.py"] });
});
