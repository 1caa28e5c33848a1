import { MilestoneError } from "../../engine/model/errors.ts";
import { allGates } from "../../engine/gates/all-gates.ts";
import { coverageGate } from "../../engine/gates/coverage/coverage-gate.ts";
import { asks, judge } from "../../engine/gates/judge.ts";
import type { GateFinding } from "../../engine/model/findings/gate-finding.ts";
import { concealNames } from "../../engine/gates/secrets/tokens.ts";
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
 * `milestone-tui gate [base]`: the gates on what is staged in the checkout, since it left `base`. In CI that is the branch;
 * in a hook it is the commit to be. Coverage is judged by the report that the last test run left in the checkout: no test
 * is run here, and changes that are not staged are named and not judged. Exit 0 where nothing would stop a run, else 3.
 */
export async function gate({ operands: [base], flags }: Invocation): Promise<number> {
  if (flags.json === true && flags.sarif === true)
    throw new MilestoneError("usage", "Both --json and --sarif", { hint: "Leave one of them out." });
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
  const asides = await uncommitted(repository);
  if (flags.json === true || flags.sarif === true)
    process.stderr.write(asides.map((aside) => `${sanitizeLine(aside)}\n`).join(""));
  process.stdout.write(
    flags.sarif === true
      ? `${JSON.stringify(sarifLog(findings), null, 2)}\n`
      : flags.json === true
        ? `${JSON.stringify({ findings: findings.map(published), labels }, null, 2)}\n`
        : `${gateReport(findings, labels, against, asides).join("\n")}\n`,
  );
  interruption.off();
  return asks(findings) ? 3 : 0;
}

/** Where the present branch left the base; the remote's branch goes before a local one of that name. */
async function branchPoint(repository: OpenedRepository, base: string, head: string): Promise<string> {
  const commit = (await branchNamed(repository, base)) ?? (await repository.commitNamed(base));
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

/** Where no remote says which branch is the default one, an old repository's may be `master`. */
async function defaultBase(repository: OpenedRepository): Promise<string> {
  const isThere = async (name: string) => (await branchNamed(repository, name)) !== undefined;
  return !(await isThere(repository.defaultBranch)) && (await isThere("master")) ? "master" : repository.defaultBranch;
}

/** What the checkout holds beside its commits: judged where it is staged. */
async function uncommitted(repository: OpenedRepository): Promise<readonly string[]> {
  const unsaved = [...(await repository.unsaved())];
  const staged = unsaved.filter(([, mark]) => !/^[ ?]/.test(mark)).map(([path]) => path);
  const left = unsaved.filter(([, mark]) => mark.charAt(1) !== " ").map(([path]) => path);
  const conceal = await concealNames([...staged, ...left]);
  const told = (what: string, paths: readonly string[]) =>
    paths.length === 0 ? [] : [conceal(`${what} (${listPaths(paths, 5)})`)];
  return [
    ...told(`Judged with the branch: ${count(staged.length, "file")} staged and not committed`, staged),
    ...told(`Not judged: ${count(left.length, "file")} with changes that are not staged`, left),
  ];
}

/** A finding as programs read it. */
function published({ gate, rule, tier, verdict, file, line, object, message, fingerprint }: GateFinding) {
  return { gate, rule, tier, verdict, file, line: line ?? null, object, message, fingerprint };
}
