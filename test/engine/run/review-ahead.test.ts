// The review that begins while its commit is pushed and its pull request is opened.
import { describe, expect, test } from "vitest";
import type { Outcome } from "../../../src/engine/issue/step-task.ts";
import type { Command } from "../../../src/engine/model/stop.ts";
import { agentFailed } from "../../../src/engine/questions/kinds/agent/agent-failed.ts";
import { pushFailed } from "../../../src/engine/questions/kinds/forge/push-failed.ts";
import { gitTampering } from "../../../src/engine/questions/kinds/safety/git-tampering.ts";
import { stopOf } from "../../../src/engine/questions/stop-definition.ts";
import { fakeRun, type Script } from "../../support/coordinator.ts";
import { planOf, plannedIssue } from "../../support/issue.ts";

const PLAN = planOf([plannedIssue("01")]);
const COMMIT = "commit-01-0";

const failed = (message: string) => stopOf(agentFailed, { of: "error", message });
const refused: Outcome = { kind: "stop", stop: stopOf(pushFailed, { of: "error", message: "denied" }) };

/** A gate that one part of a test opens and another waits at. */
function gate() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: () => resolve() };
}

/** Runs the plan; `push` has the review begin, and both then do what is given here. */
function runWith(
  { push, review }: { push: Script; review: Script },
  answers: Readonly<Record<string, Command | (() => Command)>> = {},
) {
  return fakeRun({
    plan: PLAN,
    script(task, watch, signal) {
      if (task.step === "push") {
        watch.reviewAhead.begin(COMMIT);
        return push(task, watch, signal);
      }
      return task.step === "review" ? review(task, watch, signal) : undefined;
    },
    answer: ({ stop }) => {
      const answer = answers[stop.kind] ?? "continue";
      return typeof answer === "function" ? answer() : answer;
    },
  });
}

type Run = ReturnType<typeof fakeRun>;

const reviewsIn = ({ performed }: Run) => performed.filter((step) => step.endsWith("review")).length;
const recordOf = ({ ledger }: Run) =>
  ledger.facts.flatMap((fact) => {
    if (fact.type === "step.started") return [`${fact.step} begins`];
    return fact.type === "step.finished" ? [`${fact.result.step} ends`] : [];
  });

describe("a review", () => {
  test("works while its commit is pushed, and follows the pull request in the record", async () => {
    const reviewing = gate();
    const run = runWith({
      push: () => reviewing.opened.then(() => undefined),
      review: () => {
        reviewing.open();
        return undefined;
      },
    });
    expect(await run.run()).toBe("completed");
    expect(recordOf(run).slice(recordOf(run).indexOf("push begins"))).toEqual([
      "push begins",
      "push ends",
      "pull-request begins",
      "pull-request ends",
      "review begins",
      "review ends",
      "ci begins",
      "ci ends",
    ]);
    expect(reviewsIn(run)).toBe(1);
  });

  test("says nothing before its turn, and gets it after the pull request is open", async () => {
    const working = gate();
    const seen: string[] = [];
    const run = runWith({
      push: () => working.opened.then(() => undefined),
      async review(_, watch) {
        watch.emit({ type: "notice", issue: "01", text: "Looks odd" });
        working.open();
        await watch.turn();
        seen.push(...recordOf(run).slice(-1), "has its turn");
        return undefined;
      },
    });
    const emit = run.ledger.emit.bind(run.ledger);
    Object.assign(run.ledger, {
      emit: (event: Parameters<typeof emit>[0]) => {
        if (event.type === "notice" && event.issue === "01") seen.push(...recordOf(run).slice(-1), event.text);
        emit(event);
      },
    });
    expect(await run.run()).toBe("completed");
    expect(seen).toEqual(["review begins", "Looks odd", "review begins", "has its turn"]);
  });

  test.each([
    ["retry", "completed", 2],
    ["skip", "completed", 1],
    ["abort", "aborted", 1],
  ] as const)("ends before the user is asked about a refused push (%s)", async (answer, end, reviews) => {
    const [pushes, order]: [Outcome[], string[]] = [[refused], []];
    const reviewing = gate();
    const run = runWith(
      {
        push: () => reviewing.opened.then(() => pushes.shift()),
        review: (_task, { canceled }) =>
          new Promise((resolve) => {
            reviewing.open();
            if (pushes.length === 0) return resolve(undefined);
            canceled.addEventListener("abort", () =>
              setTimeout(() => {
                order.push("review ended");
                resolve({ kind: "stop", stop: failed("Canceled") });
              }),
            );
          }),
      },
      { "push-failed": () => (order.push("asked"), answer) },
    );
    expect(await run.run()).toBe(end);
    expect(order).toEqual(["review ended", "asked"]);
    expect(reviewsIn(run)).toBe(reviews);
  });

  test("of a commit that is no longer the branch's is done again", async () => {
    const run = runWith({
      push: () => Promise.resolve({ kind: "done", result: { step: "push", commit: "joined" } }),
      review: () => undefined,
    });
    expect(await run.run()).toBe("completed");
    expect(reviewsIn(run)).toBe(2);
  });

  test.each<[string, Outcome]>([
    ["its commit was replaced", { kind: "done", result: { step: "push", commit: "joined" } }],
    ["the push was refused", refused],
  ])("that found tampering ends the run, also where %s", async (_, pushed) => {
    const tampered = stopOf(gitTampering, { of: "error", message: "Changed: .git/config" });
    const run = runWith(
      {
        push: () => new Promise((resolve) => setTimeout(() => resolve(pushed), 20)),
        review: () => Promise.resolve({ kind: "stop", stop: tampered }),
      },
      { "git-tampering": "abort" },
    );
    expect(await run.run()).toBe("aborted");
    expect(run.asked.map(({ stop }) => stop.kind)).toEqual(["git-tampering"]);
  });

  test("that fails is asked about after the pull request is open", async () => {
    const reviews: Outcome[] = [{ kind: "stop", stop: failed("It crashed") }];
    const run = runWith(
      { push: () => undefined, review: () => Promise.resolve(reviews.shift()) },
      { "agent-failed": "retry" },
    );
    expect(await run.run()).toBe("completed");
    expect(recordOf(run)).toContain("pull-request ends");
    expect(run.asked[0]?.stop.evidence).toMatchObject({ message: "It crashed" });
    expect(reviewsIn(run)).toBe(2);
  });

  test("gives its lane to another issue, after the push was refused", async () => {
    const other = gate();
    let isGiven = false;
    const run = fakeRun({
      plan: planOf([plannedIssue("01"), plannedIssue("02"), plannedIssue("03")]),
      lanes: 2,
      script(task, watch) {
        const { id } = task.issue;
        if (id === "02" && task.step === "implement") return other.opened.then(() => undefined);
        if (id === "03" && task.step === "worktree") isGiven = true;
        if (id !== "01") return undefined;
        if (task.step === "push" && !task.repeated) {
          watch.reviewAhead.begin(COMMIT);
          return Promise.resolve(refused);
        }
        if (task.step !== "review" || watch.canceled.aborted) return undefined;
        return new Promise((resolve) => {
          watch.canceled.addEventListener("abort", () => resolve(undefined));
          void watch.turn().then(() => resolve(undefined));
        });
      },
      async answer({ stop }) {
        if (stop.kind !== "push-failed") return "continue";
        await expect.poll(() => isGiven).toBe(true);
        other.open();
        return "retry";
      },
    });
    expect(await run.run()).toBe("completed");
  });
});
