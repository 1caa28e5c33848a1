import { fileURLToPath } from "node:url";
import { createGitStarter } from "../../engine/git/starter/git-starter.ts";
import { loadPlan, requireReadable } from "../../engine/plan/sources/load-plan.ts";
import { messageOf } from "../../engine/model/errors.ts";
import { runMilestone } from "../../engine/run/run-milestone.ts";
import { makePrivate } from "../../state/folder.ts";
import { openLedger, type RunLedger } from "../../state/ledger/ledger.ts";
import { acquireLock } from "../../state/lock/lock.ts";
import { openLogs } from "../../state/logs/log-writer.ts";
import { withDiskRetry } from "../../state/ledger/retry-on-disk.ts";
import { loadState } from "../../state/journal/load-state.ts";
import { requireSkipped } from "../../engine/run/bootstrap/retry-issues.ts";
import { requestedLanes, retriedIssues, type Flags } from "../arguments.ts";
import { systemClock } from "./clock.ts";
import { createRunParts } from "./create-run-parts.ts";
import type { Interruption } from "../terminal/interruption.ts";
import { writeMetrics } from "./metrics.ts";
import { requireValidBranches } from "./plan-fits.ts";
import { findMilestone, openProject, type Project } from "./project.ts";
import type { EarlyScreen } from "../terminal/early-screen.ts";
import { VERSION } from "../version.ts";
import { openView } from "../terminal/view.ts";
import type { Webhook, WebhookOptions } from "./webhook.ts";

export interface RunRequest {
  readonly name: string;
  readonly flags: Flags;
  readonly interruption: Interruption;
  /** Where it is shown, if there is a screen already. */
  readonly stage: EarlyScreen | undefined;
}

/** Runs a milestone. Everything that can be wrong with the input is found before anything is written. */
export async function runProject({ name, flags, interruption, stage }: RunRequest): Promise<number> {
  const gitStarter = createGitStarter(fileURLToPath(new URL("./git-starter.js", import.meta.url)));
  const project = await openProject(flags, interruption.signal, false, gitStarter.execute);
  const place = await findMilestone(project, name);
  const loaded = await loadPlan(place, interruption.signal);
  requireReadable(loaded, place);
  await requireValidBranches(loaded.plan, project.repository);
  if (flags["dry-run"] === true) {
    const lanes = requestedLanes(flags) ?? project.config.lanes;
    return (await import("../commands/dry-run.ts")).dryRun({ project, place, loaded, lanes });
  }

  const again = retriedIssues(flags);
  if (again.length > 0)
    requireSkipped(loaded.plan, (await loadState(place.stateFolder, place.milestone)).progress, again);

  const watchers = new Set<RunLedger>();
  const parts = await createRunParts({
    project,
    place,
    plan: loaded.plan,
    flags,
    signal: interruption.signal,
    panic: interruption.panic,
    onRetry(issue) {
      for (const ledger of watchers) ledger.emit({ type: "retrying", issue });
    },
    onWait(until, reason) {
      for (const ledger of watchers)
        ledger.emit({ type: "waiting", issue: undefined, until: until.toISOString(), reason, commands: ["retry"] });
    },
  });

  const webhook = await openWebhook(project, place.milestone, {
    unattended: flags.autonomous === true,
    redact: parts.redact,
    onFailure(text) {
      for (const ledger of watchers) ledger.emit({ type: "notice", issue: undefined, text });
    },
  });

  const folder = place.stateFolder;
  await makePrivate(folder);
  const lock = await acquireLock({
    folder,
    milestone: place.milestone,
    version: VERSION,
    clock: systemClock,
    force: flags["force-unlock"],
  });
  const logs = await openLogs(folder);
  const ledger = await openLedger({
    folder,
    milestone: place.milestone,
    clock: systemClock,
    lock,
    logs,
    redact: parts.redact,
    onListenerError: (error) => {
      process.emitWarning(`A view failed and the run goes on: ${messageOf(error)}`);
    },
  });
  watchers.add(ledger);
  if (webhook !== undefined) ledger.subscribe(webhook.watch);
  const view = await openView(
    {
      ledger,
      flags,
      interruption,
      project,
      plan: loaded.plan,
      stateFolder: folder,
      waits: parts.waits,
      laneLimit: parts.laneLimit,
    },
    stage,
  );
  // Not before: the first screen does not wait for it.
  gitStarter.open();
  let end: Awaited<ReturnType<typeof runMilestone>> | undefined;
  for (const text of ledger.notices) ledger.emit({ type: "notice", issue: undefined, text });
  try {
    const failpoint = project.platform.environment["MILESTONE_TUI_FAILPOINT"];
    const recording = withDiskRetry(ledger, systemClock, interruption.signal);
    end = await runMilestone({
      ...parts,
      loaded,
      decider: view.decider,
      ledger:
        failpoint === undefined ? recording : (await import("./failpoint.ts")).withFailpoint(recording, failpoint),
    });
    if (flags.metrics !== undefined) await writeMetrics(flags.metrics, place, ledger.progress);
    return end === "completed" ? 0 : exitCodeOf(interruption);
  } finally {
    if (!interruption.panic.aborted) await webhook?.flush();
    await ledger.close();
    await logs.flush();
    await view.close();
    if (end === "panic") process.stderr.write(revocation(parts.credentials));
    await gitStarter.close();
    await lock.release();
  }
}

async function openWebhook(
  { config, platform }: Project,
  milestone: string,
  how: Pick<WebhookOptions, "unattended" | "redact" | "onFailure">,
): Promise<Webhook | undefined> {
  const settings = config.notify.webhook;
  if (settings === undefined) return undefined;
  const { createWebhook } = await import("./webhook.ts");
  return createWebhook({ settings, environment: platform.environment, milestone, ...how });
}

/** After an alarm nobody wants to think about what could have been given away. */
function revocation(credentials: readonly string[]): string {
  const names =
    credentials.length === 0 ? "no credentials were given to the forge or an agent" : credentials.join(", ");
  return `What you may want to revoke: ${names}\n`;
}

function exitCodeOf(interruption: Interruption): number {
  return interruption.exitCode ?? 3;
}
