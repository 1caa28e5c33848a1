import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { keysPage } from "../../../../scripts/support/keys-page.ts";
import { KEYS } from "../../../../src/ui/screen/input/key-bindings.ts";
import { actionFor, barFor } from "../../../../src/ui/screen/input/keymap.ts";
import { STOPS } from "../../../../src/engine/questions/stops.ts";
import type { PaneName } from "../../../../src/ui/screen/model/view.ts";

const PANES: readonly PaneName[] = ["phases", "issues", "log", "details", "dependencies", "run", "question"];
const ACTIONS = new Set(["openFile", "openDiff", "openLink", "copy", "suspend"]);

// A question that offers `deny` takes its keys first, and the diff is unavailable then: see permission.test.ts.
test("only d, for the diff, is bound to a key that can also start an answer", () => {
  const commands = new Set(STOPS.flatMap((definition) => definition.commands));
  const answerKeys = new Set([...[...commands].map((command) => command.charAt(0)), "p"]);
  expect(
    KEYS.filter(({ strokes }) => strokes.some((stroke) => answerKeys.has(stroke))).map(({ action }) => action),
  ).toEqual(["diff"]);
});

test.each(PANES.flatMap((pane) => [["a live run", "pace", pane] as const, ["a replay", "setLanes", pane] as const]))(
  "in %s, which lacks %s, no key is bound twice in the pane %s",
  (_, lacks, pane) => {
    const here = KEYS.filter(
      ({ panes, needs }) => needs !== lacks && (panes === undefined || panes.includes(pane)),
    ).flatMap(({ strokes }) => strokes);
    expect(here.filter((stroke, index) => here.indexOf(stroke) !== index)).toEqual([]);
  },
);

test("the key of an unavailable action is not bound", () => {
  expect(actionFor("d", "issues", ACTIONS)).toBe("diff");
  expect(actionFor("d", "issues", new Set())).toBeUndefined();
  expect(barFor("log", new Set()).map(({ action }) => action)).not.toContain("diff");
});

test("docs/keys.md is up to date with the table (node scripts/keys.ts writes it)", () => {
  expect(readFileSync("docs/keys.md", "utf8")).toBe(keysPage());
});
