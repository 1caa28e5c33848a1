import { describe, expect, test } from "vitest";
import type { Command } from "../../../../src/engine/model/stop.ts";
import { NOTHING_TYPED, consumeRest, typeEnter, typeLetter } from "../../../../src/ui/screen/input/answer-typing.ts";
import type { TypedAnswer } from "../../../../src/ui/screen/input/answer-typing.ts";

/** Types letters one after another; returns the answer, or the letters that are still ambiguous and those refused. */
function typed(letters: string, offered: readonly Command[]): string {
  let state: TypedAnswer = NOTHING_TYPED;
  let refused = "";
  for (const letter of letters) {
    const result = typeLetter(state, letter, offered);
    if (result.kind === "answer") return result.command;
    if (result.kind === "refused") refused += ` !${letter}`;
    state = result.typed;
  }
  return `${state.letters}…${refused}`;
}

describe("a letter at a question", () => {
  const fixable: readonly Command[] = ["fix", "skip", "abort"];
  const risky: readonly Command[] = ["approve", "skip", "abort"];
  const gate: readonly Command[] = ["approve", "abort"];
  const setup: readonly Command[] = ["retry", "approve", "abort"];
  const boundary: readonly Command[] = ["continue", "skip-phase", "abort"];
  const both: readonly Command[] = ["skip", "skip-phase"];

  test.each<[string, readonly Command[], string]>([
    ["f", fixable, "fix"],
    ["s", fixable, "skip"],
    ["a", fixable, "abort"],
    ["x", fixable, "… !x"],
    ["p", fixable, "… !p"],
    ["F", fixable, "… !F"],
    ["a", risky, "a…"],
    ["ab", risky, "abort"],
    ["ap", risky, "ap…"],
    ["approv", risky, "approv…"],
    ["approve", risky, "approve"],
    ["s", risky, "skip"],
    ["as", risky, "a… !s"],
    ["axbort", risky, "abort"],
    ["ab", gate, "abort"],
    ["approve", gate, "approve"],
    ["r", setup, "retry"],
    ["a", setup, "a…"],
    ["c", boundary, "continue"],
    ["p", boundary, "skip-phase"],
    ["s", boundary, "skip-phase"],
    ["a", boundary, "abort"],
    ["skip", both, "skip…"],
    ["skip-", both, "skip-phase"],
    ["a", ["approve"], "a…"],
    ["approve", ["approve"], "approve"],
  ])("%s with %j offered gives %s", (letters, offered, outcome) => {
    expect(typed(letters, offered)).toBe(outcome);
  });

  test("enter gives a command typed in full that is also the start of a longer one, and refuses all else", () => {
    expect(typeEnter({ letters: "skip", rest: "" }, both)).toMatchObject({ kind: "answer", command: "skip" });
    expect(typeEnter({ letters: "ap", rest: "" }, risky)).toMatchObject({ kind: "refused" });
  });

  test("the remaining letters of a command already given are consumed, other letters are not", () => {
    const result = typeLetter(NOTHING_TYPED, "s", fixable);
    expect(result.typed.rest).toBe("kip");
    const next = consumeRest(result.typed, "k");
    expect(next?.rest).toBe("ip");
    expect(consumeRest(result.typed, "p")).toBeUndefined();
    expect(consumeRest({ letters: "", rest: "" }, "a")).toBeUndefined();
  });
});
