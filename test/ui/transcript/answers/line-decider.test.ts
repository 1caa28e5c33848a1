import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import type { Question } from "../../../../src/engine/model/stop.ts";
import { emptyProgress } from "../../../../src/state/progress/reduce.ts";
import { createLineDecider } from "../../../../src/ui/transcript/answers/line-decider.ts";
import { createLineReader } from "../../../../src/ui/transcript/answers/line-reader.ts";

const question = (id: string, issue: string | undefined, ...commands: Question["commands"]): Question => ({
  id,
  issue,
  stop: { kind: "agent-failed", evidence: { of: "error", message: "It crashed" }, fingerprints: [] },
  commands,
  askedAt: "",
});
const FAILED = question("q1", "07", "retry", "skip", "abort");
const TESTS = question("q2", "08", "fix", "skip", "abort");

describe("answers on standard input", () => {
  test.each([
    ["by id, the later question first", "q2 skip\nq1 retry\n", ["retry", "skip"]],
    ["by issue", "08 fix\n07 skip\n", ["skip", "fix"]],
    ["with a number sign, a colon, without the zero", "#8: fix\n7 retry\n", ["retry", "fix"]],
    ["by key", "q2 f\nq1 r\n", ["retry", "fix"]],
  ])("two questions are answered %s", async (_, typed, expected) => {
    const { decider, type } = typing();
    const answers = Promise.all([decider.answer(FAILED, signal()), decider.answer(TESTS, signal())]);
    type(typed);
    expect(await answers).toEqual(expected);
  });

  test("a single open question needs no name", async () => {
    const { decider, type } = typing();
    type("retry\nfix\n");
    expect(await decider.answer(FAILED, signal())).toBe("retry");
    expect(await decider.answer(TESTS, signal())).toBe("fix");
  });

  test("where two are open, a word without a name is refused, and both are listed", async () => {
    const { decider, type, said } = typing();
    const answers = Promise.all([decider.answer(FAILED, signal()), decider.answer(TESTS, signal())]);
    type("skip\nq1 skip\nskip\n");
    expect(await answers).toEqual(["skip", "skip"]);
    expect(said()).toEqual([
      "? skip: 2 questions are open, so name one",
      "  q1 #07: retry | skip | abort",
      "  q2 #08: fix | skip | abort",
    ]);
  });

  test("an answer to a question that is not asked yet is kept, with a message", async () => {
    const { decider, type, said } = typing();
    const first = decider.answer(FAILED, signal());
    type("08 fix\n07 skip\n");
    expect(await first).toBe("skip");
    expect(said()).toEqual(["· 08 fix: kept until that question is asked"]);
    expect(await decider.answer(TESTS, signal())).toBe("fix");
  });

  test("a question that was answered is not open any more", async () => {
    const { decider, type, said } = typing(2);
    const second = decider.answer(TESTS, signal());
    type("q1 skip\nq2 skip\n");
    expect(await second).toBe("skip");
    expect(said()[0]).toBe("? q1 skip: that question is not open");
  });

  test("what is not on offer is refused with the list of the named question", async () => {
    const { decider, type, said } = typing();
    const answers = Promise.all([decider.answer(FAILED, signal()), decider.answer(TESTS, signal())]);
    type("07 fix\n07 retry\n08 skip\n");
    expect(await answers).toEqual(["retry", "skip"]);
    expect(said()).toEqual(["> 07 fix", "? 07 fix: not on offer here", "retry | skip | abort"]);
  });

  test("at the end of the input every open question ends the run", async () => {
    const { decider, end } = typing();
    const answers = Promise.allSettled([decider.answer(FAILED, signal()), decider.answer(TESTS, signal())]);
    end();
    expect(await answers).toMatchObject([
      { status: "rejected", reason: { reason: "input-ended" } },
      { status: "rejected", reason: { reason: "input-ended" } },
    ]);
  });

  test("a question that is withdrawn leaves the next line to the other one", async () => {
    const { decider, type } = typing();
    const needed = new AbortController();
    const withdrawn = decider.answer(FAILED, needed.signal);
    const second = decider.answer(TESTS, signal());
    needed.abort(new Error("not needed"));
    await expect(withdrawn).rejects.toThrow("not needed");
    type("fix\n");
    expect(await second).toBe("fix");
  });

  test("a question that comes in the moment another is withdrawn gets its answer", async () => {
    const { decider, type } = typing();
    const needed = new AbortController();
    const withdrawn = decider.answer(FAILED, needed.signal).catch(() => decider.answer(TESTS, signal()));
    needed.abort(new Error("not needed"));
    type("fix\n");
    expect(await withdrawn).toBe("fix");
  });
});

/** @param asked how many questions were asked so far, which shows whether an id is an old one */
function typing(asked = 0) {
  const input = new PassThrough();
  const lines: string[] = [];
  const phase = { number: 1, name: "P", issues: ["07", "08"].map(planned) };
  const decider = createLineDecider({
    reader: createLineReader(input),
    progress: () => ({ ...emptyProgress("m3"), outline: [phase], asked }),
    say: (said) => void lines.push(...said.filter((line) => line !== "")),
  });
  return { decider, type: (text: string) => void input.write(text), end: () => void input.end(), said: () => lines };
}

function planned(id: string) {
  return { id, title: "", priority: "P1", dependencies: [] };
}

function signal(): AbortSignal {
  return new AbortController().signal;
}
