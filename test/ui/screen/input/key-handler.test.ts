import { describe, expect, test } from "vitest";
import { lineText } from "../../../../src/ui/screen/text/styled-line.ts";
import { LogBuffer } from "../../../../src/ui/screen/log/log-buffer.ts";
import { INITIAL_VIEW } from "../../../../src/ui/screen/model/view.ts";
import { asking, halfWay, inputs, play } from "../fixture.ts";

const quiet = inputs(halfWay());
const review = inputs(halfWay(asking(3)));
const risk = inputs(halfWay(asking(4)));
const boundary = inputs(halfWay(asking(0)));

describe("at a question", () => {
  test.each<[string, typeof review, string, string | undefined]>([
    ["one letter answers", review, "f", "fix"],
    ["a gives abort if no other answer starts with a", review, "a", "abort"],
    ["a alone is ambiguous if approve is offered too", risk, "a", undefined],
    ["approve is typed in full", risk, "a p p r o v e", "approve"],
    ["approve without its last letter is no answer", risk, "a p p r o v", undefined],
    ["esc clears what was typed", risk, "a esc p p r o v e", undefined],
    ["backspace removes one letter", risk, "a p backspace b", "abort"],
    ["p skips the phase", boundary, "p", "skip-phase"],
    ["keys of answers that are not offered do nothing", review, "r c p x F enter esc", undefined],
    ["keys that move or open pages answer nothing", review, "j k G g tab h l 1 2 3 4 5 6 0 z z i esc / esc", undefined],
    ["a question is answered while the help is open", review, "? s", "skip"],
    ["letters go into a search while it is being typed", review, "2 / f i x enter", undefined],
  ])("%s", (_, given, keys, command) => {
    const answers = play(given, keys).effects.flatMap((effect) => (effect.type === "answer" ? [effect.command] : []));
    expect(answers).toEqual(command === undefined ? [] : [command]);
  });

  test("a refused letter gives a message with the offered answers", () => {
    expect(play(review, "x").view.message).toBe("x: not on offer here. fix | skip | abort");
    expect(play(risk, "a x").view.message).toBe("ax: not on offer here. approve | skip | abort");
    expect(play(review, "x j").view.message).toBeUndefined();
  });

  test("a key answers a question once, and then the next in the queue", () => {
    const two = inputs(halfWay(asking(3, 7)));
    expect(play(two, "f f f").effects).toEqual([
      { type: "answer", question: "q3", command: "fix" },
      { type: "answer", question: "q7", command: "fix" },
    ]);
  });

  test("letters typed at one question do not count at the next", () => {
    const before = play(risk, "a").view;
    const other = inputs(halfWay(asking(6)));
    const { effects, view } = play(other, "b", { from: before });
    expect(effects).toEqual([]);
    expect(view.message).toContain("b: not on offer");
  });

  test("the remaining letters of a command already given neither move nor answer the next question", () => {
    const two = inputs(halfWay(asking(3, 0)));
    expect(play(two, "s k i p").effects).toEqual([{ type: "answer", question: "q3", command: "skip" }]);
    let now = 0;
    const slowly = play(two, "s k i p", { now: () => (now += 5_000) }).effects;
    expect(slowly).toHaveLength(2);
  });

  test("a question that is not visible is shown before it can be answered", () => {
    const short = inputs(halfWay(asking(3)), 60, 20);
    const hidden = play(short, "3 f");
    expect(hidden.effects).toEqual([]);
    expect(hidden.view.focus).toBe("question");
    expect(play(short, "3 f f").effects).toHaveLength(1);
  });

  test.each([
    ["a screen of 40x10", inputs(halfWay(asking(4)), 40, 10), ""],
    ["a screen of 80x24 with help in front", inputs(halfWay(asking(4)), 80, 24), "?"],
  ])("%s shows every answer without what it does", (_, given, keys) => {
    const { asked, layout } = play(given, keys).model;
    expect(asked?.answers.map(lineText)).toEqual([" approve    s  skip   ab  abort"]);
    expect(layout.question?.height).toBeGreaterThan(3);
  });

  test("keys answer nothing on a terminal that is too small to show anything", () => {
    expect(play(inputs(halfWay(asking(3)), 30, 5), "f s a").effects).toEqual([]);
  });
});

describe("leaving", () => {
  test("ctrl-c interrupts the run each time, and closes the screen after its end", () => {
    expect(play(review, "ctrl-c ctrl-c").effects).toEqual([{ type: "interrupt" }, { type: "interrupt" }]);
    expect(play(inputs(halfWay([{ type: "milestone.completed" }])), "ctrl-c").effects).toEqual([{ type: "close" }]);
  });

  test("q asks for confirmation unless the run is over", () => {
    expect(play(quiet, "q").effects).toEqual([]);
    expect(play(quiet, "q n").view.overlay).toBeUndefined();
    expect(play(quiet, "q y").effects).toEqual([{ type: "interrupt" }]);
    expect(play(inputs(halfWay([{ type: "run.ended", reason: "aborted" }])), "q").effects).toEqual([{ type: "close" }]);
  });

  test("! asks for confirmation, which is a second !", () => {
    const withPanic = { ...quiet, actions: new Set(["panic"]) };
    expect(play(withPanic, "! !").effects).toEqual([{ type: "panic" }]);
    expect(play(withPanic, "! y").effects).toEqual([]);
    expect(play({ ...risk, actions: new Set(["panic"]) }, "a ! !").effects).toEqual([{ type: "panic" }]);
    expect(play(quiet, "! !").effects).toEqual([]);
    expect(
      play({ ...inputs(halfWay([{ type: "milestone.completed" }])), actions: new Set(["panic"]) }, "!").view.message,
    ).toBe("Nothing is running.");
  });

  test("y does not answer a question", () => {
    expect(play(review, "y").effects).toEqual([]);
  });
});

describe("a replay", () => {
  const replay = { ...risk, watching: true, actions: new Set(["pace"]) };

  test("answers nothing, whichever keys are typed", () => {
    const { effects, view } = play(replay, "s a b a p p r o v e enter f c");
    expect(effects).toEqual([]);
    expect(view.message).toBeUndefined();
  });

  test("has keys to go faster, go slower and pause", () => {
    expect(play(replay, "+ - P").effects).toEqual(
      (["faster", "slower", "pause"] as const).map((change) => ({ type: "pace", change })),
    );
    expect(play(quiet, "+ - P").effects).toEqual([]);
  });

  test("is left without confirmation", () => {
    expect(play(replay, "q").effects).toEqual([{ type: "close" }]);
    expect(play(replay, "ctrl-c").effects).toEqual([{ type: "close" }]);
  });
});

describe("moving", () => {
  test.each([
    ["", "05"],
    ["j", "06"],
    ["k k", "03"],
    ["g", "01"],
    ["G", "12"],
    ["G j", "12"],
    ["g k", "01"],
    ["down up up", "04"],
    ["g ctrl-d", "12"],
    ["j j space", "05"],
    ["1 j", "09"],
    ["1 k", "01"],
    ["1 j j", "09"],
    ["/ h a s h i n g enter", "02"],
    ["/ h a s h i n g esc", "05"],
    ["/ A d d enter n", "07"],
    ["/ A d d enter N", "05"],
  ])("%j selects %s", (keys, id) => {
    expect(play(quiet, keys).model.selected?.id).toBe(id);
  });

  test("tab cycles through the visible panes", () => {
    const focus = (keys: string) => play(quiet, keys).view.focus;
    expect([
      focus("tab"),
      focus("tab tab"),
      focus("tab tab tab"),
      focus("shift-tab"),
      focus("enter"),
      focus("enter esc"),
    ]).toEqual(["log", "phases", "issues", "phases", "details", "issues"]);
  });

  test("the log stops following when scrolled, and G follows again", () => {
    const logs = new LogBuffer();
    for (let n = 0; n < 200; n += 1) logs.push("05", { kind: "output", source: "test", text: `line ${n}` });
    expect(play(quiet, "3 k", { logs }).view.log).toEqual({ anchor: 164 });
    expect(play(quiet, "3 k G", { logs }).view.log).toEqual({ anchor: undefined });
    expect(play(quiet, "3 g", { logs }).view.log).toEqual({ anchor: 0 });
    logs.close();
  });

  test("copies the visible lines, if copying is available", () => {
    const logs = new LogBuffer();
    for (let n = 0; n < 200; n += 1) logs.push("05", { kind: "output", source: "test", text: `line ${n}` });
    expect(play(quiet, "3 y", { logs }).effects).toEqual([]);
    const [effect] = play({ ...quiet, actions: new Set(["copy"]) }, "3 y", { logs }).effects;
    expect(effect?.type === "copy" ? effect.text.split("\n") : []).toEqual(
      Array.from({ length: 35 }, (_, n) => `line ${165 + n}`),
    );
    logs.close();
  });

  test("scrolling stays within the content", () => {
    const small = inputs(halfWay(asking(7)), 60, 20);
    expect(play(small, "? j j k").view.scroll.help).toBe(1);
    expect(play(small, "? G").view.scroll.help).toBeGreaterThan(5);
    expect(play(small, "i G").view.scroll.status).toBeLessThan(10);
    expect(play(small, "? k k").view.scroll.help).toBe(0);
  });

  test("in an empty plan no key selects an issue", () => {
    const nothing = inputs({ ...halfWay(), outline: [], issues: {} });
    expect(play(nothing, "j k G g 1 j 3 j / x enter n 4 5 enter tab").model.selected).toBeUndefined();
  });
});

test("without a question, its keys change nothing", () => {
  expect(play(quiet, "0").view.message).toBe("Nothing is asked.");
  expect(play(quiet, "a b c f p r s x y").view).toEqual({ ...INITIAL_VIEW });
});

test.each([
  ["the file of a review finding", asking(3), true],
  ["no file at the end of a phase", asking(0), false],
  ["nothing without a question", [], false],
] as const)("e opens %s", (_, facts, offered) => {
  const { model, effects } = play(inputs(halfWay(facts), 120, 40, { actions: new Set(["openFile"]) }), "e");
  expect(model.actions.has("openFile")).toBe(offered);
  expect(effects).toEqual(offered ? [{ type: "edit" }] : []);
});
