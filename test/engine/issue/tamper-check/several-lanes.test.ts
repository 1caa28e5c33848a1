// An agent at work in one lane, while the program and other agents work in other lanes of the same repository.
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { lanePath } from "../../../../src/engine/git/worktree/lane-path.ts";
import { changedSinceSaved, saveFingerprints } from "../../../../src/engine/issue/tamper-check/saved-fingerprints.ts";
import { withTamperCheck } from "../../../../src/engine/issue/tamper-check/tamper-check.ts";
import { opened } from "../../../support/opened-repository.ts";
import { testRepository } from "../../../support/repository.ts";
import { stepFor } from "../../../support/step.ts";

const BRANCHES = ["feat/one", "feat/two", "feat/three"];

/** Two lanes at the beginning of their issues, `feat/one` and `feat/two`. The milestone branch is on the remote. */
async function setup() {
  const repository = testRepository();
  const { root, git, remote } = repository;
  const main = git("rev-parse", "main");
  const engine = await opened(repository);
  git("push", "-q", "origin", "main:refs/heads/milestone/m3");
  await engine.fetch(["milestone/m3"]);
  const lanes = ["1", "2", "3"].map((name) => engine.worktree(lanePath(root, "m3", name)));
  const [one, two, three] = lanes;
  if (one === undefined || two === undefined || three === undefined) throw new Error("Lanes are missing");
  await one.start("feat/one", main);
  await two.start("feat/two", main);
  const contexts = lanes.map((worktree, index) =>
    stepFor("implement", {
      issue: { id: `0${index + 1}`, branch: BRANCHES[index] ?? "", base: { branch: "milestone/m3", commit: main } },
      task: {
        otherBranches: BRANCHES.filter((_, other) => other !== index),
        milestone: {
          id: "m3",
          branch: "milestone/m3",
          baseBranch: "main",
          scopeTags: [],
          planPath: join(root, "docs/PLAN.md"),
        },
      },
      repository: engine,
      worktree,
      lane: { stateFolder: join(root, "../state/m3") },
    }),
  );
  /** Has an agent work in a lane, and returns why the check of it stops the run. */
  const agentIn = async (lane: 1 | 2, work: () => Promise<unknown> | void, isCheckoutReadOnly = true) => {
    const fake = contexts[lane - 1];
    if (fake === undefined) throw new Error("The lane is missing");
    const { stop } = await withTamperCheck(fake.context, isCheckoutReadOnly, "implement", async () => work());
    return stop?.evidence.of === "error" ? stop.evidence.message : undefined;
  };
  const inLane = (lane: number, ...args: string[]) => git("-C", lanePath(root, "m3", `${lane}`), ...args);
  let count = 0;
  const commitIn = (lane: number) => {
    writeFileSync(join(lanePath(root, "m3", `${lane}`), `file-${count++}`), "x");
    inLane(lane, "add", "-A");
    inLane(lane, "commit", "-q", "-m", "Mine");
    return inLane(lane, "rev-parse", "HEAD");
  };
  /** A commit that no lane has had checked out. */
  const foreign = (message = "foreign") => git("commit-tree", `${main}^{tree}`, "-p", main, "-m", message);
  const programCommits = async (lane: typeof two) => {
    writeFileSync(join(lane.path, `work-${count++}`), "x");
    await lane.stage();
    return lane.commit("Work", main);
  };
  const texts = () => contexts.flatMap((fake) => fake.texts);
  return {
    ...repository,
    main,
    engine,
    one,
    two,
    three,
    agentIn,
    inLane,
    commitIn,
    foreign,
    programCommits,
    remote,
    texts,
  };
}

type Setup = Awaited<ReturnType<typeof setup>>;

describe("is not blamed on an agent:", () => {
  test.each<[string, (setup: Setup) => Promise<unknown> | void]>([
    ["another issue's branch is made", ({ three, main }) => three.start("feat/three", main)],
    ["another issue's branch is reset", ({ two, foreign }) => two.start("feat/two", foreign())],
    ["another issue's work is committed", ({ two, programCommits }) => programCommits(two)],
    [
      "another issue's work is committed again and again",
      async ({ two, programCommits }) => {
        for (let n = 0; n < 3; n++) await programCommits(two);
      },
    ],
    [
      "another issue's work is committed and pushed",
      async ({ engine, two, programCommits }) => {
        const commit = await programCommits(two);
        await engine.push({ commit, branch: "feat/two", expected: undefined });
      },
    ],
    [
      "the milestone branch is fetched that somebody merged into",
      async ({ engine, git, remote, foreign }) => {
        const merged = foreign();
        git("push", "-q", remote, `${merged}:refs/heads/milestone/m3`);
        await engine.fetch(["milestone/m3"]);
      },
    ],
    [
      "the milestone branch is made here",
      ({ engine, git, main }) => {
        git("update-ref", "-d", "refs/remotes/origin/milestone/m3");
        return engine.createBranch("milestone/m3", main);
      },
    ],
    [
      "a commit is pushed to another issue's branch that the agent has looked at",
      async ({ engine, two, programCommits, inLane }) => {
        const commit = await programCommits(two);
        inLane(1, "reset", "-q", "--hard", commit);
        await engine.push({ commit, branch: "feat/two", expected: undefined });
        inLane(1, "reset", "-q", "--hard", "main");
      },
    ],
    ["another lane's worktree is removed", ({ two }) => two.remove()],
    [
      "another agent commits and pushes its own branch",
      ({ agentIn, commitIn, inLane }) =>
        agentIn(2, () => {
          commitIn(2);
          inLane(2, "push", "-q", "origin", "HEAD");
        }),
    ],
    [
      "another agent has ended, and the program went on with what it left",
      async ({ agentIn, commitIn, two, programCommits }) => {
        await agentIn(2, () => void commitIn(2));
        await programCommits(two);
      },
    ],
  ])("%s", async (_, work) => {
    const state = await setup();
    expect(await state.agentIn(1, () => work(state))).toBeUndefined();
  });

  test("another agent is still at work on a branch that it moved", async () => {
    const { agentIn, commitIn } = await setup();
    let end = () => {};
    const running = new Promise<void>((resolve) => (end = resolve));
    const other = agentIn(2, async () => {
      commitIn(2);
      await running;
    });
    expect(await agentIn(1, () => void commitIn(2))).toBeUndefined();
    end();
    expect(await other).toBeUndefined();
  });

  test("a move of the program is in motion at the start or at the end of the check", async () => {
    const { agentIn, two, programCommits } = await setup();
    const stopped = new AbortController();
    const program = (async () => {
      while (!stopped.signal.aborted) await programCommits(two);
    })();
    const found: (string | undefined)[] = [];
    for (let n = 0; n < 15; n++) found.push(await agentIn(1, () => new Promise((done) => setTimeout(done, n))));
    stopped.abort();
    await program;
    expect(found.filter((message) => message !== undefined)).toEqual([]);
  });
});

describe("is found:", () => {
  test.each<[string, RegExp, (setup: Setup) => Promise<unknown> | void]>([
    [
      "an agent moves another issue's branch",
      /^Changed while the agent worked: branch feat\/two$/,
      ({ git, foreign }) => void git("update-ref", "refs/heads/feat/two", foreign()),
    ],
    [
      "an agent moves it after the program did",
      /^Changed while the agent worked: branch feat\/two$/,
      async ({ git, foreign, two, programCommits }) => {
        await programCommits(two);
        git("update-ref", "refs/heads/feat/two", foreign());
      },
    ],
    [
      "an agent moves it back to where it was before the program moved it",
      /branch feat\/two$/,
      async ({ git, main, two, programCommits }) => {
        await programCommits(two);
        git("update-ref", "refs/heads/feat/two", main);
      },
    ],
    ["an agent deletes it", /branch feat\/two$/, ({ git }) => void git("update-ref", "-d", "refs/heads/feat/two")],
    [
      "an agent moves it while its own agent works",
      /^Changed while agents worked: branch feat\/two$/,
      ({ agentIn, git, foreign, commitIn }) =>
        agentIn(2, () => {
          commitIn(2);
          git("update-ref", "refs/heads/feat/two", foreign());
        }),
    ],
    [
      "an agent moves it after its own agent has ended",
      /^Changed while agents worked: branch feat\/two$/,
      async ({ agentIn, commitIn, inLane, main }) => {
        await agentIn(2, () => void commitIn(2));
        inLane(2, "reset", "-q", "--soft", main);
      },
    ],
    [
      "an agent pushes to another issue's branch, after the program did",
      /^Pushed to origin while the agent worked: branch feat\/two$/,
      async ({ engine, two, programCommits, commitIn, inLane, remote }) => {
        const commit = await programCommits(two);
        await engine.push({ commit, branch: "feat/two", expected: undefined });
        inLane(1, "reset", "-q", "--hard", commit);
        commitIn(1);
        inLane(1, "push", "-q", remote, "HEAD:feat/two");
      },
    ],
    [
      "an agent changes a setting",
      /^Changed while the agent worked: \.git\/config$/,
      ({ git }) => void git("config", "x.y", "z"),
    ],
    [
      "an agent writes a file where the lanes are",
      /^Changed while the agent worked: .*repo\.worktrees\/m3\/file$/,
      ({ one }) => writeFileSync(join(one.path, "../file"), "x"),
    ],
    [
      "an agent writes a file where all worktrees are",
      /^Changed while the agent worked: .*repo\.worktrees\/file$/,
      ({ one }) => writeFileSync(join(one.path, "../../file"), "x"),
    ],
  ])("%s", async (_, message, work) => {
    const state = await setup();
    expect(await state.agentIn(1, () => work(state))).toMatch(message);
  });

  test("both agents that may have done it stop, and neither is blamed", async () => {
    const { agentIn, one } = await setup();
    let other: Promise<string | undefined> = Promise.resolve(undefined);
    let end = () => {};
    const running = new Promise<void>((resolve) => (end = resolve));
    const first = await agentIn(1, () => {
      other = agentIn(2, () => running);
      return new Promise((done) => setTimeout(done, 200)).then(() => writeFileSync(join(one.path, "../file"), "x"));
    });
    end();
    expect([first, await other]).toEqual([first, expect.stringMatching(/^Changed while agents worked: .*file$/)]);
    expect(first).toMatch(/^Changed while agents worked: /);
  });

  test("what the program writes into the plan meanwhile is not reported", async () => {
    const { agentIn, root, texts } = await setup();
    mkdirSync(join(root, "docs"));
    const write = (name: string) => writeFileSync(join(root, "docs", name), "tracking\n");
    await agentIn(1, () => ["PLAN.md", ".PLAN.md.0123abcd.tmp"].forEach(write), false);
    expect(texts()).toEqual([]);
    await agentIn(1, () => [".PLAN.md.tmp", "OTHER.md"].forEach(write), false);
    expect(texts()).toEqual([expect.stringContaining("docs/.PLAN.md.tmp, docs/OTHER.md")]);
  });

  test("a change in the checkout is reported once, however many agents were at work", async () => {
    const { agentIn, root, texts } = await setup();
    let end = () => {};
    const running = new Promise<void>((resolve) => (end = resolve));
    const edit = () => appendFileSync(join(root, "README.md"), "mine\n");
    const other = agentIn(2, () => running, false);
    await new Promise((done) => setTimeout(done, 500));
    await agentIn(1, edit, false);
    end();
    await other;
    expect(texts().filter((text) => text.includes("Changed in your checkout"))).toEqual([
      expect.stringMatching(/^Changed in your checkout while agents worked: README.md. If .* it was an agent: no/),
    ]);
    await agentIn(1, edit, false);
    expect(texts().filter((text) => text.includes("Changed in your checkout"))).toHaveLength(2);
  });
});

describe("after a kill", () => {
  test("the program's own moves are not blamed on an agent: a fetch, a commit, a push, a new lane", async () => {
    const { engine, git, root, main, remote, foreign, two, three, programCommits } = await setup();
    // A protected branch of the user that only the milestone branch on the remote contains.
    git("update-ref", "-d", "refs/remotes/origin/main");
    const owner = { stateFolder: join(root, "../state/m3"), repository: engine };
    await saveFingerprints(owner, "01", new Date());
    git("push", "-q", remote, `${foreign()}:refs/heads/milestone/m3`);
    await engine.fetch(["milestone/m3"]);
    const commit = await programCommits(two);
    await engine.push({ commit, branch: "feat/two", expected: undefined });
    await three.start("feat/three", main);
    expect((await changedSinceSaved(owner, "01"))?.changed).toEqual([]);
    const pulled = foreign("pulled by the user");
    for (const ref of ["refs/heads/main", "refs/remotes/origin/main"]) git("update-ref", ref, pulled);
    expect((await changedSinceSaved(owner, "01"))?.changed).toEqual([]);
    mkdirSync(join(root, ".git/hooks"), { recursive: true });
    writeFileSync(join(root, ".git/hooks/pre-commit"), "evil");
    git("update-ref", "refs/heads/main", foreign("evil"));
    expect((await changedSinceSaved(owner, "01"))?.changed).toEqual(["hooks/pre-commit", "refs/heads/main"]);
  });
});
