import { MilestoneError } from "../engine/errors.ts";
import { allGates } from "../engine/gates/all.ts";
import { coverageGate } from "../engine/gates/coverage/coverage-gate.ts";
import { asks, judge } from "../engine/gates/judge.ts";
import type { GateFinding } from "../engine/gates/gate.ts";
import type { OpenedRepository } from "../engine/git/open-repository.ts";
import { sarifLog } from "../ui/json/sarif.ts";
import { gateReport } from "../ui/transcript/gate-report.ts";
import type { Invocation } from "./arguments.ts";
import { gatePorts, policyOf } from "./gate-ports.ts";
import { watchInterruptions } from "./interruption.ts";
import { openProject } from "./project.ts";

/**
 * `milestone-tui gate [base]`: the gates on what is staged in the checkout, since it left `base`. In CI that is the branch;
 * in a hook it is the commit to be. Coverage is judged by the report that the last test run left in the checkout: no test
 * is run here. Exit 0 where nothing would stop a run, else 3.
 */
export async function gate({ operands: [base], flags }: Invocation): Promise<number> {
  const interruption = watchInterruptions(() => {});
  const { signal } = interruption;
  const project = await openProject(flags, signal, true);
  const { repository, config, around } = project;
  const against = base ?? repository.defaultBranch;
  const checkout = repository.worktree(repository.root);
  const { commit } = await checkout.head();
  const diff = await checkout.diff(await branchPoint(repository, against, commit));

  const { findings, labels } = await judge(diff, [...allGates(gatePorts(project.stateFolder)), coverageGate], {
    policy: policyOf(config, around.environment, repository.root),
    milestone: undefined,
    scopeTags: [],
    issue: undefined,
    signal,
    explain: (text) => { if (flags.verbose === true) process.stderr.write(`${text}\n`); },
  });
  process.stdout.write(
    flags.sarif === true ? `${JSON.stringify(sarifLog(findings), null, 2)}\n`
    : flags.json === true ? `${JSON.stringify({ findings: findings.map(published), labels }, null, 2)}\n`
    : `${gateReport(findings, labels, against).join("\n")}\n`,
  );
  interruption.off();
  return asks(findings) ? 3 : 0;
}

async function branchPoint(repository: OpenedRepository, base: string, head: string): Promise<string> {
  const names = [`refs/remotes/${repository.remote.name}/${base}`, `refs/heads/${base}`, base];
  for (const name of names) {
    const commit = await repository.resolve(name);
    if (commit !== undefined) return (await repository.mergeBase(commit, head)) ?? commit;
  }
  throw new MilestoneError("usage", `There is no branch or commit "${base}"`, { mend: "Name the branch to compare with: milestone-tui gate main" });
}

/** A finding as programs read it. */
function published({ gate, rule, tier, verdict, file, line, object, message, fingerprint }: GateFinding) {
  return { gate, rule, tier, verdict, file, line: line ?? null, object, message, fingerprint };
}
