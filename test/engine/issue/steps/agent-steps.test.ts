import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Agent, AgentOutcome } from "../../../../src/engine/agents/agent.ts";
import { fix } from "../../../../src/engine/issue/steps/fix.ts";
import { implement } from "../../../../src/engine/issue/steps/implement.ts";
import { review } from "../../../../src/engine/issue/steps/review.ts";
import type { StepTask } from "../../../../src/engine/issue/step-task.ts";
import type { IssueProgress } from "../../../../src/engine/model/progress.ts";
import type { BranchPoint } from "../../../../src/engine/model/step-result.ts";
import type { Question } from "../../../../src/engine/model/stop.ts";
import { temporaryFolder } from "../../../support/repository.ts";
import { agentThat, BASE, BRANCH, diffWith, stepFor, WORK } from "../../../support/step.ts";

const failure = (reason: "crash" | "auth" | "invalid-result"): AgentOutcome => ({
  ok: false,
  reason,
  message: `It failed: ${reason}`,
  detail: "",
});

describe("implement", () => {
  test("the change is the evidence", async () => {
    const { context } = stepFor("implement");
    expect(await implement(context)).toEqual({
      kind: "done",
      result: { step: "implement", change: { files: ["src/a.ts"], lines: 3 }, done: ["Did it"] },
    });
  });

  test.each([
    ["an empty diff is a stop", { diff: () => Promise.resolve(diffWith()) }, WORK, "The agent changed nothing"],
    ["a failed agent is a stop", {}, failure("crash"), "It failed: crash"],
  ])("%s", async (_, worktree, outcome, message) => {
    const { context } = stepFor("implement", { worktree, agent: () => Promise.resolve(outcome) });
    expect(await implement(context)).toMatchObject({
      kind: "stop",
      stop: { kind: "agent-failed", evidence: { message } },
    });
  });

  test("a repeated step begins from the base again", async () => {
    const started: unknown[] = [];
    const start = (...from: unknown[]) => Promise.resolve(void started.push(from));
    await implement(stepFor("implement", { task: { repeated: true }, worktree: { start } }).context);
    expect(started).toEqual([[BRANCH, BASE.commit]]);
  });

  test("without a login, an unattended run ends rather than try the next issue", async () => {
    const { context } = stepFor("implement", { agent: () => Promise.resolve(failure("auth")) });
    expect(await implement(context)).toMatchObject({ stop: { evidence: { final: "abort" } } });
  });

  test("an agent that leaves its branch is a safety stop", async () => {
    const head = () => Promise.resolve({ branch: "main", commit: "x" });
    expect(await implement(stepFor("implement", { worktree: { head } }).context)).toMatchObject({
      stop: { kind: "outside-worktree" },
    });
  });
});

describe("the limits of the run", () => {
  test.each<[string, () => Promise<AgentOutcome>, object]>([
    ["works", () => Promise.resolve(WORK), { finished: true }],
    ["fails", () => Promise.resolve(failure("crash")), { finished: false }],
    ["is canceled", () => Promise.reject(new Error("canceled")), { finished: false }],
  ])("are reserved while an agent %s, and given back once its cost is recorded", async (_, end, expected) => {
    const log: unknown[] = [];
    const { context } = stepFor("implement", {
      agent: (task, { onUsage }) => {
        log.push(task.allowances?.());
        onUsage({ turns: 1, usd: 2 });
        return end();
      },
      watch: {
        record: (fact) => Promise.resolve(void log.push(fact)),
        reserve(task) {
          log.push(task);
          const use = ({ usd }: { readonly usd?: number | undefined }) => void log.push(usd);
          return Promise.resolve({ ok: true, allowances: () => [], use, end: () => void log.push("end") });
        },
      },
    });
    await implement(context).catch(() => {});
    const recorded = { type: "usage.recorded", issue: "01", agent: "robot", task: "implement", turns: 1, usd: 2 };
    expect(log).toEqual([{ agent: "robot", kind: "implement" }, [], 2, { ...recorded, ...expected }, "end"]);
  });

  test("that leave nothing are a stop, and no agent starts", async () => {
    const message = "The turn limit of the run is reached";
    const { context } = stepFor("implement", {
      agent: () => Promise.reject(new Error("No agent was expected")),
      watch: {
        reserve: () =>
          Promise.resolve({ ok: false, reason: "limit", message, detail: "", hint: "Raise it.", final: "abort" }),
      },
    });
    expect(await implement(context)).toMatchObject({ stop: { evidence: { message, final: "abort" } } });
  });
});

describe("fix", () => {
  const fixing = (kind: string): Question => ({
    id: "q1",
    issue: "01",
    stop: {
      kind,
      evidence:
        kind === "merge-conflict"
          ? { of: "conflict", with: "milestone/m3", files: [] }
          : { of: "review", findings: [] },
      fingerprints: [],
    },
    commands: ["fix"],
    askedAt: "",
  });

  test("a fix that changes nothing says so", async () => {
    const outcome = await fix(stepFor("fix", { issue: { fixing: fixing("review") } }).context);
    expect(outcome).toMatchObject({ kind: "done", result: { step: "fix", changed: false } });
  });

  test("a fix that stages something has changed something", async () => {
    const stage = () => Promise.resolve(["a.ts"]);
    const { context } = stepFor("fix", { issue: { fixing: fixing("review") }, worktree: { stage } });
    expect(await fix(context)).toMatchObject({ result: { changed: true } });
  });

  test("a conflict needs the base as it is now, and is then merged with it", async () => {
    const issue = { fixing: fixing("merge-conflict") };
    expect(await fix(stepFor("fix", { issue }).context)).toEqual({ kind: "need", need: "newer-base" });
    const merged: string[] = [];
    const mergeIn = (commit: string) => Promise.resolve((merged.push(commit), []));
    const { context } = stepFor("fix", { issue, task: { isBaseFresh: true }, worktree: { mergeIn } });
    expect(await fix(context)).toMatchObject({ result: { changed: true, base: BASE } });
    expect(merged).toEqual([BASE.commit]);
  });

  describe("of a conflict with another issue", () => {
    const onto = { branch: "feat/two", commit: "two" };
    const restacking = { onto, issueBelow: "02", files: ["a.ts"] };
    const conflict = { of: "conflict", with: "feat/two", files: ["a.ts"] } as const;
    const asked = fixing("merge-conflict");
    const fixingIt = { ...asked, stop: { ...asked.stop, evidence: conflict } };

    test.each<[string, Partial<IssueProgress>, Partial<StepTask>, BranchPoint | undefined]>([
      ["nobody was asked about", { restacking }, {}, onto],
      ["somebody was asked about", { restacking, fixing: fixingIt }, {}, onto],
      ["comes after one with the milestone branch", { restacking, fixing: asked }, { isBaseFresh: true }, BASE],
      ["comes after failing tests", { restacking, fixing: fixing("review") }, {}, undefined],
      [
        "is followed by one with the milestone branch",
        { fixing: asked, base: onto },
        { isBaseFresh: true },
        { ...onto, commit: "merged" },
      ],
      [
        "is followed by one with the milestone branch, which has the other by now",
        { fixing: asked, base: onto },
        { isBaseFresh: true, isBaseMerged: true },
        BASE,
      ],
    ])("that %s", async (_, issue, task, base) => {
      expect(await fix(stepFor("fix", { issue, task }).context)).toMatchObject({ kind: "done", result: { base } });
    });

    test("gives the agent the conflict as what is to be fixed", async () => {
      const tasks: unknown[] = [];
      const agent: Agent["perform"] = (task) => Promise.resolve((tasks.push(task), WORK));
      await fix(stepFor("fix", { issue: { restacking }, agent }).context);
      expect(tasks).toMatchObject([{ kind: "fix", attempt: 1, stop: { kind: "merge-conflict", evidence: conflict } }]);
    });

    test("asks where the agent leaves markers, and about the agent where it leaves them again", async () => {
      const path = temporaryFolder();
      writeFileSync(join(path, "a.ts"), "<<<<<<< one\n");
      const worktree = { path, mergeIn: () => Promise.resolve(["a.ts"]) };
      const first = stepFor("fix", { issue: { restacking }, worktree });
      expect(await fix(first.context)).toMatchObject({
        stop: { kind: "merge-conflict", evidence: conflict, attempt: { number: 1, of: 2 } },
      });
      expect(first.texts).toContain("The agent left conflict markers in a.ts");
      const second = stepFor("fix", { issue: { restacking, fixing: fixingIt }, worktree });
      expect(await fix(second.context)).toMatchObject({ stop: { kind: "agent-failed" } });
    });
  });
});

describe("review", () => {
  const issue = { commit: "head", pull: { number: 3, title: "", state: "open" } } as const;
  const finding = { title: "Leak", file: "a.ts", severity: "critical", detail: "" } as const;

  test("findings are the result", async () => {
    const answer: AgentOutcome = { ok: true, kind: "review", result: { findings: [finding] } };
    const { context } = stepFor("review", { issue, agent: () => Promise.resolve(answer) });
    expect(await review(context)).toEqual({ kind: "done", result: { step: "review", findings: [finding] } });
  });

  test("no valid answer is asked for once more, and is never a pass", async () => {
    let asked = 0;
    const agent = () => Promise.resolve((asked++, failure("invalid-result")));
    const { context, texts } = stepFor("review", { issue, agent });
    expect(await review(context)).toMatchObject({ kind: "stop", stop: { kind: "agent-failed" } });
    expect(asked).toBe(2);
    expect(texts).toContain("It failed: invalid-result; asking once more");
  });

  test("a fallback that took over does the second attempt too", async () => {
    const performed: string[] = [];
    const reviewer = agentThat(() => Promise.resolve((performed.push("claude"), failure("auth"))), "claude");
    const fallback = agentThat(() => Promise.resolve((performed.push("codex"), failure("invalid-result"))), "codex");
    const { context, recorded } = stepFor("review", { issue });
    const agents = { agent: agentThat(() => Promise.resolve(WORK)), reviewer, fallback };
    await review({ ...context, lane: { ...context.lane, agents } });
    expect(performed).toEqual(["claude", "codex", "codex"]);
    expect(recorded).toMatchObject([{ type: "agent.replaced", role: "reviewer", by: "codex" }]);
  });

  test("a reviewer's commit is removed", async () => {
    const started: unknown[] = [];
    const answer: AgentOutcome = { ok: true, kind: "review", result: { findings: [] } };
    const { context } = stepFor("review", {
      issue: { ...issue, commit: "ours" },
      agent: () => Promise.resolve(answer),
      worktree: { start: (...from: unknown[]) => Promise.resolve(void started.push(from)) },
    });
    await review(context);
    expect(started).toEqual([[BRANCH, "ours"]]);
  });
});
