import type { PhaseOutline } from "../../model/facts.ts";
import type { Plan } from "../../model/plan.ts";
import type { Ledger } from "../../model/ports.ts";
import { dependencyIds, requireIssue } from "../../plan/lookup.ts";

/** Records that the run begins, and the plan that it uses. */
export async function beginRun(
  ledger: Ledger,
  plan: Plan,
  { version, autonomous }: { readonly version: string; readonly autonomous: boolean },
): Promise<void> {
  const resumed = ledger.progress.starts > 0;
  await ledger.record({ type: "run.started", milestone: plan.milestone, resumed, version, autonomous });
  await ledger.record({
    type: "plan.loaded",
    path: plan.path,
    title: plan.title,
    digest: plan.digest,
    baseBranch: plan.baseBranch,
    phases: outlineOf(plan),
  });
}

function outlineOf(plan: Plan): readonly PhaseOutline[] {
  return plan.phases.map((phase) => ({
    number: phase.number,
    name: phase.name,
    issues: phase.issues.map((id) => {
      const issue = requireIssue(plan, id);
      return {
        id,
        title: issue.title,
        github: issue.github,
        priority: issue.priority,
        dependencies: dependencyIds(issue),
      };
    }),
  }));
}
