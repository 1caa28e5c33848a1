import { describe, expect, test } from "vitest";
import { RunEnded } from "../../../src/engine/model/errors.ts";
import type { Decider } from "../../../src/engine/model/ports.ts";
import type { Command, Question, Stop } from "../../../src/engine/model/stop.ts";
import { createQuestionQueue } from "../../../src/engine/questions/queue.ts";
import { progressOf, record } from "../../support/issue.ts";
import { memoryLedger } from "../../support/memory-ledger.ts";

const stop = (kind: string): Stop => ({ kind, evidence: { of: "error", message: kind }, fingerprints: [] });

describe("the question queue", () => {
  test("two questions asked in one turn have two ids and two answers", async () => {
    const { queue, ledger, open } = queueWith();
    const answers = Promise.all([queue.ask(stop("forge-error")), queue.ask(stop("forge-error"))]);
    await until(() => open.size === 2);
    expect([...open.keys()]).toEqual(["q1", "q2"]);
    open.get("q2")?.("retry");
    open.get("q1")?.("retry");
    expect(await answers).toEqual(["retry", "retry"]);
    expect(ledger.progress.questions).toEqual([]);
    expect(ledger.progress.decisions.map(({ question }) => question)).toEqual(["q2", "q1"]);
  });

  test("questions of several issues are answered in any order", async () => {
    const { queue, open } = queueWith();
    const first = queue.ask(stop("agent-failed"), "01");
    const second = queue.ask(stop("agent-failed"), "02");
    await until(() => open.size === 2);
    open.get("q2")?.("skip");
    expect(await second).toBe("skip");
    open.get("q1")?.("retry");
    expect(await first).toBe("retry");
  });

  test("a question left open by a restart keeps its id, once", async () => {
    const left: Question = { id: "q7", issue: "01", stop: stop("agent-failed"), commands: ["skip"], askedAt: "" };
    const { queue, open } = queueWith({ questions: [left], asked: 7 });
    const both = [queue.ask(stop("agent-failed"), "01"), queue.ask(stop("agent-failed"), "01")];
    await until(() => open.size === 2);
    expect([...open.keys()]).toEqual(["q7", "q8"]);
    for (const answer of open.values()) answer("skip");
    expect(await Promise.all(both)).toEqual(["skip", "skip"]);
  });

  test("abort ends the whole run, and says why", async () => {
    const { queue, open, ended } = queueWith();
    const asked = queue.ask(stop("agent-failed"), "01");
    await until(() => open.size === 1);
    open.get("q1")?.("abort");
    await expect(asked).rejects.toMatchObject({ reason: "aborted" });
    expect(ended).toMatchObject([{ reason: "aborted" }]);
  });

  test("an answer that is not on offer is refused", async () => {
    const { queue, open } = queueWith();
    const asked = queue.ask(stop("agent-failed"), "01");
    await until(() => open.size === 1);
    open.get("q1")?.("approve");
    await expect(asked).rejects.toMatchObject({ code: "usage" });
  });

  test("a question that is not needed any more is withdrawn", async () => {
    const { queue, ledger, open } = queueWith();
    const needed = new AbortController();
    const asked = queue.askWhile(stop("permission"), "01", needed.signal);
    await until(() => open.size === 1);
    needed.abort();
    expect(await asked).toBeUndefined();
    expect(ledger.facts.map(({ type }) => type)).toEqual(["question.asked", "question.withdrawn"]);
    expect(ledger.progress.questions).toEqual([]);
  });

  test("where no answer can come any more, the run ends and the question stays open", async () => {
    const { queue, ledger, ended } = queueWith({}, () => Promise.reject(new RunEnded("input-ended")));
    await expect(queue.ask(stop("agent-failed"), "01")).rejects.toMatchObject({ reason: "input-ended" });
    expect(ended).toMatchObject([{ reason: "input-ended" }]);
    expect(ledger.progress.questions).toHaveLength(1);
  });
});

function queueWith(more: object = {}, answer?: Decider["answer"]) {
  const ledger = memoryLedger(progressOf([record("01"), record("02")], more));
  const open = new Map<string, (command: Command) => void>();
  const ended: RunEnded[] = [];
  const scope = new AbortController();
  const decider: Decider = {
    by: "user",
    answer:
      answer ??
      (({ id }, signal) => {
        const { promise, resolve, reject } = Promise.withResolvers<Command>();
        open.set(id, resolve);
        signal.addEventListener("abort", () => reject(signal.reason), { once: true });
        return promise;
      }),
  };
  const queue = createQuestionQueue({
    ledger,
    decider,
    now: () => new Date(0),
    signal: scope.signal,
    onEnd: (reason) => void ended.push(reason),
  });
  return { queue, ledger, open, ended };
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}
