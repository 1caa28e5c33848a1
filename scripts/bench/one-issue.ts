import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findSandbox } from "../../src/engine/process/sandbox.ts";
import type { Benchmark } from "./figure.ts";
import { inTurns, timed } from "./measure.ts";
import { benchRepository } from "./repository.ts";

const FEW = 2;
const MANY = 8;
const ROUNDS = 5;

/** A shell script in the role of the agent, for the program and for the reference. */
const AGENT = `cat > /dev/null
if [ "$MILESTONE_TASK" = review ]; then echo '{"findings":[]}' > "$MILESTONE_RESULT_FILE"
else for k in 1 2 3 4 5 6; do echo "issue $MILESTONE_ISSUE" > "src/new-$MILESTONE_ISSUE-$k.txt"; done; fi
`;

/** Runs the agent in a sandbox where the program does too, so that both have the same cost for it. */
const RUN_AGENT =
  findSandbox() === undefined
    ? 'agent() { sh "$@"; }'
    : "agent() { bwrap --die-with-parent --unshare-pid --ro-bind / / --dev /dev --proc /proc " +
      '--bind "$folder" "$folder" -- sh "$@"; }';

/** The reference: the git commands of each issue and nothing else. Arguments: number of issues, agent, worktree. */
const SCRIPT = `set -e
${RUN_AGENT}
folder=$(dirname "$3")
git push -q origin main:refs/heads/milestone/m1-bench
git worktree add -q --detach "$3" main
cd "$3"
for i in $(seq 1 "$1"); do
  n=$(printf %02d "$i"); b=feat/m1-$((1000 + i))-thing-$n
  git clean -fdq; git checkout -q -B "$b" main
  MILESTONE_TASK=implement MILESTONE_ISSUE=$n MILESTONE_RESULT_FILE="$3.json" agent "$2" < /dev/null
  git add -A -v > /dev/null; git diff --cached --raw --numstat -z -M main > /dev/null
  git commit -qm "feat(m1): Thing $n"; git push -q origin "HEAD:refs/heads/$b"
  MILESTONE_TASK=review MILESTONE_ISSUE=$n MILESTONE_RESULT_FILE="$3.json" agent "$2" < /dev/null
done
`;

/**
 * Measures the time per issue against a shell script with the same agent, sandbox and git commands, and the number of
 * git processes per issue.
 */
export const oneIssue: Benchmark = async ({ folder, bin }) => {
  const agent = join(folder, "agent.sh");
  const script = join(folder, "same-work.sh");
  writeFileSync(agent, AGENT);
  writeFileSync(script, SCRIPT);
  const repository = (issues: number) =>
    benchRepository(mkdtempSync(join(folder, "issues-")), { issues, phases: 1, agent: ["sh", agent], files: 2_000 });
  const ours = (issues: number, env: Readonly<Record<string, string>> = {}) => {
    const { root, stateDir } = repository(issues);
    return timed([process.execPath, bin, "m1", "--plain", "--autonomous"], root, {
      MILESTONE_TUI_STATE_DIR: stateDir,
      ...env,
    });
  };
  const shell = (issues: number) => {
    const { root } = repository(issues);
    return timed(["sh", script, String(issues), agent, `${root}.work`], root);
  };
  const perIssue = (run: (issues: number) => number) => () => (run(MANY) - run(FEW)) / (MANY - FEW);
  const [measured, reference] = await inTurns(ROUNDS, perIssue(ours), perIssue(shell));
  const count = countingGit(folder);
  const processes = (count((env) => ours(MANY, env)) - count((env) => ours(FEW, env))) / (MANY - FEW);
  return [
    {
      name: "one issue",
      measured,
      unit: "ms",
      reference: { name: "shell script doing the same", value: reference },
      limit: 1.15,
    },
    { name: "git processes of one issue", measured: processes, unit: "", limit: 6 },
  ];
};

/** Counts the starts of git, with a wrapper before git on the PATH. */
function countingGit(folder: string): (run: (env: Readonly<Record<string, string>>) => void) => number {
  const git = execFileSync("sh", ["-c", "command -v git"], { encoding: "utf8" }).trim();
  return (run) => {
    const wrapped = mkdtempSync(join(folder, "counting-"));
    const tally = join(wrapped, "tally");
    writeFileSync(tally, "");
    writeFileSync(join(wrapped, "git"), `#!/bin/sh\necho 1 >> '${tally}'\nexec '${git}' "$@"\n`, { mode: 0o755 });
    run({ PATH: `${wrapped}:${process.env["PATH"] ?? ""}` });
    return readFileSync(tally, "utf8").split("\n").length - 1;
  };
}
