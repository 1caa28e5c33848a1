import { describe, expect, test } from "vitest";
import { lineText } from "../../../../src/ui/screen/text/line.ts";
import { LogBuffer } from "../../../../src/ui/screen/log/log-buffer.ts";
import { FIRST_VIEW } from "../../../../src/ui/screen/model/view.ts";
import { asking, halfWay, inputs, play } from "../fixture.ts";

const quiet = inputs(halfWay());
const review = inputs(halfWay(asking(3)));
const risk = inputs(halfWay(asking(4)));
const boundary = inputs(halfWay(asking(0)));

describe("at a question", () => {
  test.each<[string, typeof review, string, string | undefined]>([
    ["one key answers", review, "f", "fix"],
    ["a is abort where nothing else begins so", review, "a", "abort"],
    ["a waits beside approve", risk, "a", undefined],
    ["approve is typed out", risk, "a p p r o v e", "approve"],
    ["approve but for its last letter is nothing", risk, "a p p r o v", undefined],
    ["esc clears what was typed", risk, "a esc p p r o v e", undefined],
    ["backspace takes back one letter", risk, "a p backspace b", "abort"],
    ["p skips the phase", boundary, "p", "skip-phase"],
    ["what is not on offer does nothing", review, "r c p x F enter esc", undefined],
    ["moving about answers nothing", review, "j k G g tab h l 1 2 3 4 5 6 0 z z i esc / esc", undefined],
    ["help in front, then the answer", review, "? s", "skip"],
    ["a search being typed takes the letters", review, "2 / f i x enter", undefined],
  ])("%s", (_, given, keys, command) => {
    const answers = play(given, keys).effects.flatMap((effect) => (effect.type === "answer" ? [effect.command] : []));
    expect(answers).toEqual(command === undefined ? [] : [command]);
  });

  test("what is not on offer is said, with what is", () => {
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

  test("letters typed at one question mean nothing at the next", () => {
    const before = play(risk, "a").view;
    const other = inputs(halfWay(asking(6)));
    const { effects, view } = play(other, "b", { from: before });
    expect(effects).toEqual([]);
    expect(view.message).toContain("b: not on offer");
  });

  test("typing on with an answered word neither moves nor answers what comes next", () => {
    const two = inputs(halfWay(asking(3, 0)));
    expect(play(two, "s k i p").effects).toEqual([{ type: "answer", question: "q3", command: "skip" }]);
    let now = 0;
    const slowly = play(two, "s k i p", { now: () => (now += 5_000) }).effects;
    expect(slowly).toHaveLength(2);
  });

  test("a question that is not in sight is shown before it can be answered", () => {
    const short = inputs(halfWay(asking(3)), 60, 20);
    const away = play(short, "3 f");
    expect(away.effects).toEqual([]);
    expect(away.view.focus).toBe("question");
    expect(play(short, "3 f f").effects).toHaveLength(1);
  });

  test.each([
    ["40x10", inputs(halfWay(asking(4)), 40, 10), ""],
    ["help in front", inputs(halfWay(asking(4)), 80, 24), "?"],
  ])("%s: every answer is in sight, without what it does", (_, given, keys) => {
    const { asked, layout } = play(given, keys).model;
    expect(asked?.answers.map(lineText)).toEqual([" approve    s  skip   ab  abort"]);
    expect(layout.question?.height).toBeGreaterThan(3);
  });

  test("nothing is answered on a terminal too small to show anything", () => {
    expect(play(inputs(halfWay(asking(3)), 30, 5), "f s a").effects).toEqual([]);
  });
});

describe("leaving", () => {
  test("ctrl-c interrupts each time; after the end it closes", () => {
    expect(play(review, "ctrl-c ctrl-c").effects).toEqual([{ type: "interrupt" }, { type: "interrupt" }]);
    expect(play(inputs(halfWay([{ type: "milestone.completed" }])), "ctrl-c").effects).toEqual([{ type: "close" }]);
  });

  test("q asks first, unless the run is over", () => {
    expect(play(quiet, "q").effects).toEqual([]);
    expect(play(quiet, "q n").view.overlay).toBeUndefined();
    expect(play(quiet, "q y").effects).toEqual([{ type: "interrupt" }]);
    expect(play(inputs(halfWay([{ type: "run.ended", reason: "aborted" }])), "q").effects).toEqual([{ type: "close" }]);
  });

  test("panic is asked first, and pressed once more by whoever means it", () => {
    const armed = { ...quiet, actions: new Set(["panic"]) };
    expect(play(armed, "! !").effects).toEqual([{ type: "panic" }]);
    expect(play(armed, "! y").effects).toEqual([]);
    expect(play({ ...risk, actions: new Set(["panic"]) }, "a ! !").effects).toEqual([{ type: "panic" }]);
    expect(play(quiet, "! !").effects).toEqual([]);
    expect(
      play({ ...inputs(halfWay([{ type: "milestone.completed" }])), actions: new Set(["panic"]) }, "!").view.message,
    ).toBe("Nothing is running.");
  });

  test("y is no answer to a question", () => {
    expect(play(review, "y").effects).toEqual([]);
  });
});

describe("a replay", () => {
  const replay = { ...risk, watching: true, actions: new Set(["pace"]) };

  test("answers nothing, whatever is typed", () => {
    const { effects, view } = play(replay, "s a b a p p r o v e enter f c");
    expect(effects).toEqual([]);
    expect(view.message).toBeUndefined();
  });

  test("goes faster, slower, and pauses", () => {
    expect(play(replay, "+ - P").effects).toEqual(
      (["faster", "slower", "pause"] as const).map((change) => ({ type: "pace", change })),
    );
    expect(play(quiet, "+ - P").effects).toEqual([]);
  });

  test("is left without being asked", () => {
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

  test("tab goes round the panes there are", () => {
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

  test("copies the lines in sight, and only where something can copy", () => {
    const logs = new LogBuffer();
    for (let n = 0; n < 200; n += 1) logs.push("05", { kind: "output", source: "test", text: `line ${n}` });
    expect(play(quiet, "3 y", { logs }).effects).toEqual([]);
    const [effect] = play({ ...quiet, actions: new Set(["copy"]) }, "3 y", { logs }).effects;
    expect(effect?.type === "copy" ? effect.text.split("\n") : []).toEqual(
      Array.from({ length: 35 }, (_, n) => `line ${165 + n}`),
    );
    logs.close();
  });

  test("scrolling stays within what there is", () => {
    const small = inputs(halfWay(asking(7)), 60, 20);
    expect(play(small, "? j j k").view.scroll.help).toBe(1);
    expect(play(small, "? G").view.scroll.help).toBeGreaterThan(5);
    expect(play(small, "i G").view.scroll.status).toBeLessThan(10);
    expect(play(small, "? k k").view.scroll.help).toBe(0);
  });

  test("an empty plan has nowhere to go", () => {
    const nothing = inputs({ ...halfWay(), outline: [], issues: {} });
    expect(play(nothing, "j k G g 1 j 3 j / x enter n 4 5 enter tab").model.selected).toBeUndefined();
  });
});

test("every key of the first view can be pressed without a question", () => {
  expect(play(quiet, "0").view.message).toBe("Nothing is asked.");
  expect(play(quiet, "a b c f p r s x y").view).toEqual({ ...FIRST_VIEW });
});

test.each([
  ["a review's file", asking(3), true],
  ["no file at the end of a phase", asking(0), false],
  ["no question", [], false],
] as const)("e opens %s", (_, facts, offered) => {
  const { model, effects } = play(inputs(halfWay(facts), 120, 40, { actions: new Set(["openFile"]) }), "e");
  expect(model.actions.has("openFile")).toBe(offered);
  expect(effects).toEqual(offered ? [{ type: "edit" }] : []);
});
