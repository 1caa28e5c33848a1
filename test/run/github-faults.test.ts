// Random faults at requests to GitHub, from a seed, in the whole program: there is always one pull request per issue,
// all labels, a correct summary, and a correct reason for every question.
import { appendFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { answerTranscript } from "../support/answering.ts";
import { gitHubMilestone, type GitHubMilestone } from "../support/github/milestone.ts";
import { linesOf, type MilestoneIssue } from "../support/milestone.ts";

/**
 * FAULT_GITHUB_SEEDS sets the number of runs, FAULT_GITHUB_FIRST the first seed, FAULT_GITHUB_LANES the number of lanes
 * (default: one seed in three has three), FAULT_REPORT a file for the figures.
 */
const SEEDS = Number(process.env["FAULT_GITHUB_SEEDS"] ?? 3);
const FIRST = Number(process.env["FAULT_GITHUB_FIRST"] ?? 1);
const LANES = process.env["FAULT_GITHUB_LANES"];
const PROBABILITY = 0.12;

const FINDING = JSON.stringify({
  title: "Missing docstring",
  file: "one.txt",
  line: 1,
  severity: "warning",
  detail: "",
});

/** A shell script, which starts ten times faster than Node; a run starts it eleven times. */
const AGENT = `case "$MILESTONE_TASK $MILESTONE_ISSUE" in
"implement 01") echo 1 > one.txt ;;
"fix 01") echo one > one.txt ;;
"review 01") if grep -q 1 one.txt; then echo '{"findings":[${FINDING}]}'
  else echo '{"findings":[]}'; fi > "$MILESTONE_RESULT_FILE" ;;
review*) echo '{"findings":[]}' > "$MILESTONE_RESULT_FILE" ;;
"implement 02") mkdir -p .github/workflows && echo 'on: push' > .github/workflows/ci.yml ;;
"implement 04") mkdir -p src/auth && echo "let user" > src/auth/login.ts ;;
*) echo "$MILESTONE_ISSUE" > "thing-$MILESTONE_ISSUE.txt" ;;
esac`;

const ISSUES: readonly MilestoneIssue[] = [
  { id: "01" },
  { id: "02" },
  { id: "03", needs: "#01" },
  { id: "04", phase: 2 },
  { id: "05", phase: 2 },
];

const LABELS: Readonly<Record<string, readonly string[]>> = { "02": ["needs-human"], "04": ["sensitive-review"] };

/** The reasons that a question may give for an injected fault. */
const FAULT_REASONS = new RegExp(
  [
    /HTTP (5\d\d|403|429)/,
    /did not answer in time/,
    /could not be reached/,
    /The requested URL returned error: (5\d\d|403|429)/,
    /Empty reply|unexpected disconnect|RPC failed|hung up|failed to update ref|Recv failure/,
  ]
    .map(({ source }) => source)
    .join("|"),
);

describe("a five-issue milestone under faults", { timeout: 120_000 }, () => {
  test.each(Array.from({ length: SEEDS }, (_, index) => FIRST + index))("seed %i", async (seed) => {
    const milestone = await gitHubMilestone({
      config: { test: "true", agent: { command: ["sh", "-c", AGENT] } },
      issues: ISSUES,
    });
    milestone.github.faults.random(seed, PROBABILITY);
    // An unattended run skips an issue whose failure lasts, and the summary must say so.
    const attended = seed % 4 !== 0;
    const lanes = LANES ?? (seed % 3 === 2 ? "3" : "1");
    const flags = ["--lanes", lanes, ...(attended ? [] : ["--autonomous"])];
    const { starts, printed, last } = await untilComplete(milestone, flags);
    const { met } = milestone.github.faults;
    milestone.github.faults.clear();

    const stops = linesOf(printed).filter((line) => /^(#\d+ │ )?Error: /.test(line));
    expect(
      stops.filter((line) => !FAULT_REASONS.test(line)),
      "correct reasons",
    ).toEqual([]);
    const pulls = (await milestone.pulls()).map((pull) => ({
      ...pull,
      id: pull.head.ref.slice(-2),
      labels: (pull["labels"] as { name: string }[]).map(({ name }) => name),
    }));
    expect(new Set(pulls.map(({ head }) => head.ref)).size, "one pull request per branch").toBe(pulls.length);
    expect(
      pulls.filter(({ head, id, state }) => head.ref !== `feat/m3-1${id}-do-thing-${id}` || state !== "open"),
    ).toEqual([]);
    const complete = pulls.filter(({ labels }) => !labels.includes("auto-skipped"));
    if (attended) expect(complete).toHaveLength(ISSUES.length);
    expect(
      complete.filter(({ draft }) => draft),
      "ready for review",
    ).toEqual([]);
    expect(Object.fromEntries(complete.map(({ id, labels }) => [id, labels]))).toEqual(
      Object.fromEntries(complete.map(({ id }) => [id, LABELS[id] ?? []])),
    );
    for (const { id, number } of complete)
      expect(milestone.github.reviews(number), `reviews of #${id}`).toHaveLength(id === "01" ? 1 : 0);
    const skipped = ISSUES.length - complete.length;
    expect(linesOf(last)).toEqual(
      expect.arrayContaining([
        "Issues: 5 total",
        `  ✅ Completed: ${complete.length}`,
        `PRs: ${pulls.length} created`,
        ...(skipped > 0 ? [expect.stringMatching(`^  ⏭️ Skipped: ${skipped} `)] : []),
      ]),
    );
    report({
      seed,
      lanes: Number(lanes),
      starts,
      met,
      questions: stops.length,
      skipped,
      requests: milestone.github.requests.length,
    });
  });
});

/**
 * Answers every question with its first command (fix, retry, continue), and starts the program again until it is
 * complete.
 */
async function untilComplete(
  milestone: GitHubMilestone,
  flags: readonly string[],
): Promise<{ starts: number; printed: string; last: string }> {
  let printed = "";
  for (let starts = 1; ; starts += 1) {
    const started = milestone.start(["m3", "--plain", ...flags], { MILESTONE_TUI_TIME_SCALE: "400" });
    answerTranscript(milestone, started, ({ commands }) => commands[0]);
    const { code, stdout, stderr } = await started.ended;
    printed += stdout;
    if (code === 0) return { starts, printed, last: stdout };
    if (code !== 3 || starts > 10) throw new Error(`The program ended with ${code}: ${stderr}\n${stdout.slice(-2000)}`);
  }
}

function report(figures: Readonly<Record<string, number>>): void {
  const file = process.env["FAULT_REPORT"];
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(figures)}\n`);
}
