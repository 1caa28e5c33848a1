// Everything that other users may do to a branch or pull request, between any two steps: it is adopted, or asked about
// with the right reason, and their work is never overwritten. Each test covers one step, with one issue per event.
import { execFile } from "node:child_process";
import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { gitHubMilestone, type GitHubMilestone } from "../support/github/milestone.ts";
import { linesOf } from "../support/milestone.ts";
import { temporaryFolder } from "../support/repository.ts";

const BASE = "milestone/m3-test";
const FINDING = JSON.stringify({ findings: [{ title: "Not good yet", file: "x", severity: "warning", detail: "" }] });

/** What an event leads to: a message, or a question after which the issue is skipped unless `complete` is set. */
interface Outcome {
  readonly reported?: RegExp;
  readonly asked?: RegExp;
  readonly complete?: boolean;
}
type Expected = Readonly<Record<string, Outcome>>;

const MOVED: Expected = { "base moved": {} };
const TAKEN: Expected = {
  ...MOVED,
  taken: { asked: /-02 is on origin already, at \w{7}, with work that is not this run's/ },
};
const RECONCILED: Expected = {
  merged: {},
  closed: { asked: /PR #\d+ was closed by somebody else/ },
  retitled: { reported: /PR #\d+ is called "A better title" now/ },
  retargeted: { reported: /PR #\d+ aims at side now/ },
  deleted: { asked: /PR #\d+ was closed by somebody else/ },
  "pushed onto": { reported: /somebody pushed onto \S+, which stands at/ },
  rewritten: { reported: /\S+ was rewritten by somebody, which stands at/ },
};

/** For each step of an issue, the events that happen there and what they lead to. */
const PLACES: Readonly<Record<string, Expected>> = {
  implement: TAKEN,
  "auto-fix": TAKEN,
  tests: TAKEN,
  push: {
    ...MOVED,
    deleted: { asked: /was deleted on origin by somebody else/, complete: true },
    "pushed onto": { reported: /somebody pushed onto/ },
    rewritten: { reported: /was rewritten by somebody/ },
  },
  review: { ...MOVED, ...RECONCILED },
  fix: {
    ...MOVED,
    ...RECONCILED,
    merged: { reported: /PR #\d+ was merged before \w{7} was pushed/ },
    deleted: { asked: /was deleted on origin by somebody else/ },
    "pushed onto": { reported: /Somebody else pushed onto \S+ \(\w{7}\): both are in it now/ },
    rewritten: { asked: /was rewritten on origin by somebody else: \w{7} does not contain \w{7}/ },
  },
  ci: { ...MOVED, ...RECONCILED },
  next: { ...MOVED, ...RECONCILED },
};

describe("events by other users", { timeout: 240_000 }, () => {
  test.each(Object.entries(PLACES))("in the step %s are adopted or asked about", async (place, expected) => {
    const events = Object.keys(expected).toSorted((a) => (a === "base moved" ? -1 : 0));
    const ids = events.map((_, index) => String(index + 1).padStart(2, "0"));
    const { milestone, run } = await started(
      place,
      Object.fromEntries(ids.map((id, index) => [id, events[index] ?? ""])),
    );
    const { code, stdout } = await run();

    expect(code, stdout).toBe(0);
    const asked = linesOf(stdout).filter((line) => line.startsWith("Error: "));
    const questions = Object.values(expected).flatMap((outcome) => outcome.asked ?? []);
    expect(
      asked.filter((line) => !questions.some((pattern) => pattern.test(line))),
      "no other question",
    ).toEqual([]);
    for (const pattern of questions) expect(asked).toEqual(expect.arrayContaining([expect.stringMatching(pattern)]));
    for (const { reported } of Object.values(expected)) if (reported !== undefined) expect(stdout).toMatch(reported);
    const skipped = Object.values(expected).filter(({ asked, complete = asked === undefined }) => !complete).length;
    expect(linesOf(stdout)).toContain(`  ✅ Completed: ${ids.length + 1 - skipped}`);

    const pulls = await milestone.pulls();
    expect(new Set(pulls.map(({ head }) => head.ref)).size, "one pull request per branch").toBe(pulls.length);
    for (const [index, event] of events.entries()) expectTheirCommit(milestone, ids[index] ?? "", event);
  });

  test.each(["review", "fix", "ci"])(
    "that change a pull request's base to the default branch in the step %s end the run",
    async (place) => {
      const { milestone, run } = await started(place, { "01": "aimed at main" });
      const { code, stdout } = await run();
      expect(code, stdout).toBe(3);
      expect(linesOf(stdout)).toContain("Error: PR #1 aims at the protected branch main");
      expect(await milestone.pulls(), "it stays a draft").toMatchObject([{ draft: true, base: { ref: "main" } }]);
    },
  );
});

/** Expects that a commit which the event pushed is still in its branch. */
function expectTheirCommit({ github: { bare } }: GitHubMilestone, id: string, event: string): void {
  const ref = event === "base moved" ? BASE : `feat/m3-1${id}-do-thing-${id}`;
  if (["base moved", "taken", "pushed onto", "rewritten"].includes(event))
    expect(bare.git("ls-tree", "--name-only", ref)).toContain(`theirs-${id}.txt`);
}

async function started(place: string, events: Readonly<Record<string, string>>) {
  const folder = temporaryFolder();
  const script = join(folder, "event.mjs");
  copyFileSync(new URL("../support/github/event.mjs", import.meta.url), script);
  const at = (position: string) => (position === place ? `'${process.execPath}' '${script}' ${position}` : "true");
  const agent = `case "$MILESTONE_TASK" in
implement) echo "$MILESTONE_ISSUE" > "thing-$MILESTONE_ISSUE.txt"; ${at("implement")}; ${at("next")} ;;
fix) echo fixed >> "thing-$MILESTONE_ISSUE.txt"; ${at("fix")} ;;
review) ${at("review")}
  if [ ${place} = fix ] && ! grep -q fixed "thing-$MILESTONE_ISSUE.txt"; then echo '${FINDING}'
  else echo '{"findings":[]}'; fi > "$MILESTONE_RESULT_FILE" ;;
esac`;
  const issues = [...Object.keys(events), String(Object.keys(events).length + 1).padStart(2, "0")].map((id) => ({
    id,
  }));
  const milestone = await gitHubMilestone({
    config: { lint: at("auto-fix"), test: at("tests"), agent: { command: ["sh", "-c", agent] } },
    issues,
  });
  const { github } = milestone;
  github.bare.git("branch", "side", "main");
  if (place === "push") {
    const hook = `#!/bin/sh
while read -r old new ref; do
  case "$ref" in
    refs/heads/feat/*) '${process.execPath}' '${script}' push "\${ref#refs/heads/}" ;;
  esac
done
`;
    writeFileSync(join(github.bare.path, "hooks/post-receive"), hook, { mode: 0o755 });
  }
  writeFileSync(
    join(folder, "event.json"),
    JSON.stringify({
      api: `${github.apiUrl}/repos/${github.owner}/${github.repo}`,
      token: "other-token",
      remote: github.bare.path,
      base: BASE,
      at: place,
      events,
    }),
  );

  /** Runs the program with the answers fix and continue, retry once for each error, and then skip. */
  async function run() {
    const { child, ended } = milestone.start(["m3", "--plain"]);
    const watching =
      place === "ci"
        ? watchChecks(milestone, (branch) => promisify(execFile)(process.execPath, [script, "ci", branch]))
        : undefined;
    let text = "";
    let answered = 0;
    const failures = new Set<string>();
    child.stdin?.on("error", () => {});
    child.stdout?.on("data", (chunk: string) => {
      text += chunk;
      const lines = text.split("\n").slice(0, -1);
      const questions = lines.flatMap((line, index) =>
        /^\w[\w-]* \| |^abort$/.test(line)
          ? [
              {
                offer: line.split(" ")[0] ?? "",
                error: lines.slice(0, index).findLast((before) => before.startsWith("Error: ")) ?? "",
              },
            ]
          : [],
      );
      for (const { offer, error } of questions.slice(answered)) {
        child.stdin?.write(
          `${offer === "retry" && (failures.has(error) || error.includes("closed")) ? "skip" : offer}\n`,
        );
        failures.add(error);
      }
      answered = questions.length;
    });
    try {
      return await ended;
    } finally {
      watching?.stop();
    }
  }
  return { milestone, run };
}

/**
 * Gives each head a running check. Once the run waits for it, triggers the branch's event and lets the check succeed.
 */
function watchChecks({ github }: GitHubMilestone, trigger: (branch: string) => Promise<unknown>) {
  const pollsBefore = new Map<string, number>();
  const happened = new Set<string>();
  const checked = new Set<string>();
  const look = () => {
    const polls = github.requests.filter(({ path }) => path === "/graphql").length;
    for (const branch of github.bare.branches().filter((name) => name.startsWith("feat/"))) {
      const head = github.bare.head(branch) ?? "";
      const check = `${head} ${happened.has(branch)}`;
      if (!checked.has(check))
        github.checkRun(head, { name: "test", ...(happened.has(branch) ? { conclusion: "success" } : {}) });
      checked.add(check);
      const before = pollsBefore.get(branch) ?? polls;
      pollsBefore.set(branch, before);
      if (polls === before) continue;
      pollsBefore.set(branch, Number.NaN);
      if (!Number.isNaN(before)) void trigger(branch).then(() => happened.add(branch));
    }
  };
  const timer = setInterval(look, 20);
  return { stop: () => clearInterval(timer) };
}
