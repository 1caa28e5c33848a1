import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { keysPage } from "../../../../scripts/support/keys-page.ts";
import { actionFor, barFor, KEYS } from "../../../../src/ui/screen/input/keymap.ts";
import { STOPS } from "../../../../src/engine/questions/stops.ts";
import type { PaneName } from "../../../../src/ui/screen/model/view.ts";

const PANES: readonly PaneName[] = ["phases", "issues", "log", "details", "dependencies", "run", "question"];
const DEEDS = new Set(["openFile", "openDiff", "openLink", "copy", "suspend"]);

// A question that offers `deny` is heard first, and the diff is not on offer then: see permission.test.ts.
test("no key that begins or is a command's is bound to anything else, but the d of diff and deny", () => {
  const commands = new Set(STOPS.flatMap((definition) => definition.commands));
  const taken = new Set([...[...commands].map((command) => command.charAt(0)), "p"]);
  expect(KEYS.filter(({ strokes }) => strokes.some((stroke) => taken.has(stroke))).map(({ action }) => action)).toEqual(
    ["diff"],
  );
});

test.each(PANES)("in %s no key means two things", (pane) => {
  const here = KEYS.filter(({ panes }) => panes === undefined || panes.includes(pane)).flatMap(
    ({ strokes }) => strokes,
  );
  expect(here.filter((stroke, index) => here.indexOf(stroke) !== index)).toEqual([]);
});

test("a action that is not there has no key", () => {
  expect(actionFor("d", "issues", DEEDS)).toBe("diff");
  expect(actionFor("d", "issues", new Set())).toBeUndefined();
  expect(barFor("log", new Set()).map(({ action }) => action)).not.toContain("diff");
});

test("the documentation says what the table says (node scripts/keys.ts writes it)", () => {
  expect(readFileSync("docs/keys.md", "utf8")).toBe(keysPage());
});
