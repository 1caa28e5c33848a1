import { MilestoneError } from "../../engine/model/errors.ts";
import { allGates } from "../../engine/gates/all-gates.ts";
import { coverageGate } from "../../engine/gates/coverage/coverage-gate.ts";
import { asks, judge } from "../../engine/gates/judge.ts";
import type { GateFinding } from "../../engine/model/findings/gate-finding.ts";
import { maskTokensInNames } from "../../engine/gates/secrets/tokens.ts";
import { listPaths } from "../../engine/gates/touched-paths.ts";
import type { OpenedRepository } from "../../engine/git/open-repository.ts";
import { sanitizeLine } from "../../engine/text/sanitize.ts";
import { sarifLog } from "../../ui/json/sarif.ts";
import { gateReport } from "../../ui/reports/gate-report.ts";
import { count } from "../../engine/text/count.ts";
import type { Invocation } from "../arguments.ts";
import { gatePorts, policyOf } from "../composition/gate-ports.ts";
import { watchInterruptions } from "../terminal/interruption.ts";
import { openProject } from "../composition/project.ts";

/**
 * `milestone-tui gate [base]`: runs the gates on the diff from where the branch left `base` to what is staged in the
 * checkout. In CI that is the whole branch; in a hook it includes the commit being made. Runs no test: coverage is
 * judged by the report that the last test run left in the checkout. Changes that are not staged are listed but not
 * judged. Exit code 0 where nothing would stop a run, else 3.
 */
export async function gate({ operands: [base], flags }: Invocation): Promise<number> {
  if (flags.json === true && flags.sarif === true)
    throw new MilestoneError("usage", "Both --json and --sarif", { hint: "Use only one of them." });
  const interruption = watchInterruptions(() => {});
  const { signal } = interruption;
  const project = await openProject(flags, signal, true);
  const { repository, config, platform } = project;
  const against = base ?? (await defaultBase(repository));
  const checkout = repository.worktree(repository.root);
  const { commit } = await checkout.head();
  const diff = await checkout.diff(await branchPoint(repository, against, commit));

  const { findings, labels } = await judge(diff, [...allGates(gatePorts(project.stateFolder)), coverageGate], {
    policy: policyOf(config, platform.environment, repository.root),
    milestone: undefined,
    scopeTags: [],
    issue: undefined,
    signal,
    explain: (text) => {
      if (flags.verbose === true) process.stderr.write(`${text}\n`);
    },
  });
  const notes = await uncommitted(repository);
  if (flags.json === true || flags.sarif === true)
    process.stderr.write(notes.map((note) => `${sanitizeLine(note)}\n`).join(""));
  process.stdout.write(
    flags.sarif === true
      ? `${JSON.stringify(sarifLog(findings), null, 2)}\n`
      : flags.json === true
        ? `${JSON.stringify({ findings: findings.map(publicFinding), labels }, null, 2)}\n`
        : `${gateReport(findings, labels, against, notes).join("\n")}\n`,
  );
  interruption.off();
  return asks(findings) ? 3 : 0;
}

/** The commit at which the current branch left the base. A branch of the remote is preferred to a local one. */
async function branchPoint(repository: OpenedRepository, base: string, head: string): Promise<string> {
  const commit = (await branchNamed(repository, base)) ?? (await repository.resolveRevision(base));
  if (commit === undefined) {
    throw new MilestoneError("usage", `There is no branch or commit "${base}"`, {
      hint: "Name the branch to compare with: milestone-tui gate main",
    });
  }
  return (await repository.mergeBase(commit, head)) ?? commit;
}

async function branchNamed(repository: OpenedRepository, name: string): Promise<string | undefined> {
  const [remote, local] = await Promise.all(
    [`refs/remotes/${repository.remote.name}/${name}`, `refs/heads/${name}`].map(repository.resolve),
  );
  return remote ?? local;
}

/** The default branch, or `master` where the default branch does not exist: no remote may have named it. */
async function defaultBase(repository: OpenedRepository): Promise<string> {
  const exists = async (name: string) => (await branchNamed(repository, name)) !== undefined;
  return !(await exists(repository.defaultBranch)) && (await exists("master")) ? "master" : repository.defaultBranch;
}

/** Lines about changes that are not committed: staged ones are judged, the others are not. */
async function uncommitted(repository: OpenedRepository): Promise<readonly string[]> {
  const unsaved = [...(await repository.unsaved())];
  const staged = unsaved.filter(([, status]) => !/^[ ?]/.test(status)).map(([path]) => path);
  const unstaged = unsaved.filter(([, status]) => status.charAt(1) !== " ").map(([path]) => path);
  const conceal = await maskTokensInNames([...staged, ...unstaged]);
  const note = (what: string, paths: readonly string[]) =>
    paths.length === 0 ? [] : [conceal(`${what} (${listPaths(paths, 5)})`)];
  return [
    ...note(`Judged with the branch: ${count(staged.length, "file")} staged and not committed`, staged),
    ...note(`Not judged: ${count(unstaged.length, "file")} with changes that are not staged`, unstaged),
  ];
}

/** The fields of a finding that `--json` prints. */
function publicFinding({ gate, rule, tier, verdict, file, line, object, message, fingerprint }: GateFinding) {
  return { gate, rule, tier, verdict, file, line: line ?? null, object, message, fingerprint };
}
