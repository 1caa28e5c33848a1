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

describe("answers with several issues at work", () => {
  const OPEN = { ...emptyProgress("m3"), lanes: 2, questions: [FAILED, TESTS], asked: 2 };

  test.each<[string, string, readonly string[]]>([
    ["status", "status", ["Lanes: 2", "Open questions: 2"]],
    ["help", "help", ["2 questions are open. Answer with a name:"]],
  ])("%s lists every open question with its commands", async (_, word, expected) => {
    const { decider, type, said } = typing(2, OPEN);
    const answers = Promise.all([decider.answer(FAILED, signal()), decider.answer(TESTS, signal())]);
    type(`${word}\nq1 skip\nq2 skip\n`);
    await answers;
    expect(said()).toEqual(expect.arrayContaining([`> ${word}`, ...expected]));
    expect(said().filter((line) => line.startsWith("  q"))).toEqual([
      expect.stringMatching(/^ {2}q1 #07: .*retry \| skip \| abort/),
      expect.stringMatching(/^ {2}q2 #08: .*fix \| skip \| abort/),
    ]);
    expect(said()).toEqual(expect.arrayContaining(["07: retry | skip | abort", "08: fix | skip | abort"]));
  });

  // The wait of issue 09 is ended by `retry` and by `09 retry`, and that of 08 by `retry` and by `08 retry`.
  test.each<[string, readonly Question[], string, readonly (string | undefined)[]]>([
    ["no open question offers it", [TESTS], "retry", ["all"]],
    ["several are open and none offers it", [TESTS, { ...TESTS, id: "q3", issue: "07" }], "r", ["all"]],
    ["an issue is named whose question does not offer it", [TESTS, FAILED], "08 retry", ["08"]],
    ["an issue is named that has no question", [TESTS, FAILED], "09 retry", ["09"]],
    ["the open question offers it", [FAILED], "retry", []],
    ["several are open and one offers it", [FAILED, TESTS], "retry", []],
    ["a question is named by its id", [TESTS], "q2 retry", []],
    ["an issue is named whose question offers it", [FAILED], "07 retry", []],
  ])("where %s, `retry` ends waits: %#", async (_, questions, line, expected) => {
    const ended: string[] = [];
    const { decider, type, end } = typing(3, OPEN, (issue = "all") => ended.push(issue) > 0);
    const answers = Promise.allSettled(questions.map((question) => decider.answer(question, signal())));
    type(`${line}\n`);
    end();
    await answers;
    expect(ended).toEqual(expected);
  });

  test("an answer that ends the run leaves the other questions open, for the next start", async () => {
    const scope = new AbortController();
    const { decider, type } = typing();
    const aborted = decider.answer(FAILED, scope.signal).then((command) => scope.abort(new Error(command)));
    const other = decider.answer(TESTS, scope.signal);
    type("07 abort\nfix\n");
    await expect(other).rejects.toThrow("abort");
    await aborted;
  });

  test("at the end of the input a kept answer is given, and a question without one ends the run", async () => {
    const { decider, type, end } = typing();
    const first = decider.answer(FAILED, signal());
    type("08 fix\n07 skip\n");
    end();
    expect(await first).toBe("skip");
    expect(await decider.answer(TESTS, signal())).toBe("fix");
    await expect(decider.answer(FAILED, signal())).rejects.toMatchObject({ reason: "input-ended" });
  });
});

/** @param asked how many questions were asked so far, which shows whether an id is an old one */
function typing(asked = 0, progress = emptyProgress("m3"), endWaits: (issue?: string) => boolean = () => false) {
  const input = new PassThrough();
  const lines: string[] = [];
  const phase = { number: 1, name: "P", issues: ["07", "08", "09"].map(planned) };
  const decider = createLineDecider({
    reader: createLineReader(input),
    progress: () => ({ ...progress, outline: [phase], asked }),
    endWaits,
    say: (said, issue) =>
      void lines.push(
        ...said.filter((line) => line !== "").map((line) => (issue === undefined ? line : `${issue}: ${line}`)),
      ),
  });
  return { decider, type: (text: string) => void input.write(text), end: () => void input.end(), said: () => lines };
}

function planned(id: string) {
  return { id, title: "", priority: "P1", dependencies: [] };
}

function signal(): AbortSignal {
  return new AbortController().signal;
}
