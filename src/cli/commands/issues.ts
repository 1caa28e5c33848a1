import { randomUUID } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import { MilestoneError } from "../../engine/model/errors.ts";
import { isOnGitHub } from "../../engine/forges/create-forge.ts";
import type { ForgePorts } from "../../engine/forges/forge-ports.ts";
import type { IssueToPush } from "../../engine/forges/github/push-issues.ts";
import { readFrontMatter } from "../../engine/plan/parse/front-matter.ts";
import type { Plan, PlannedIssue, Spec } from "../../engine/model/plan.ts";
import { loadPlan, requireReadable } from "../../engine/plan/sources/load-plan.ts";
import { withGitHubNumber } from "../../engine/plan/sources/spec-number.ts";
import { createProcesses } from "../../engine/process/create-processes.ts";
import { knownSecrets } from "../../engine/text/known-secrets.ts";
import { createRedactor } from "../../engine/text/redact.ts";
import { sanitize } from "../../engine/text/sanitize.ts";
import { count } from "../../engine/text/count.ts";
import type { Flags, Invocation } from "../arguments.ts";
import { scaledClock, timeScaleOf } from "../composition/time-scale.ts";
import { watchInterruptions } from "../terminal/interruption.ts";
import { findMilestone, openProject, type Project } from "../composition/project.ts";

/**
 * `milestone-tui issues push m3`: creates a GitHub issue for each spec without a number, in the GitHub milestone with
 * the plan's title, and writes the numbers into the specs. Asks for confirmation on a terminal; elsewhere it needs
 * `--yes`. Without confirmation it changes nothing and exits with 3. A hidden marker finds issues that an earlier call
 * created.
 */
export async function issues({ operands: [verb, name], flags }: Invocation): Promise<number> {
  if (verb !== "push" || name === undefined) {
    throw new MilestoneError("usage", "The only command for issues is milestone-tui issues push <milestone>", {
      hint: "For example: milestone-tui issues push m3",
    });
  }
  const interruption = watchInterruptions(() => {});
  const { signal } = interruption;
  try {
    const project = await openProject(flags, signal);
    const place = await findMilestone(project, name);
    const plan = requireReadable(await loadPlan(place, signal), place);
    const ports = portsOf(project, signal);
    if (!(await isOnGitHub(ports))) {
      throw new MilestoneError("config", "The pull requests of this repository are not on GitHub", {
        hint: 'Set forge to "github" in milestone.config.',
      });
    }
    const missing = [...plan.issues.values()].flatMap((issue) =>
      issue.github === undefined && issue.spec !== undefined ? [{ issue, spec: issue.spec }] : [],
    );
    if (missing.length === 0) return print("✓ Every spec has its GitHub issue");
    print(
      `${count(missing.length, "GitHub issue")} in the milestone "${plan.title}":`,
      ...missing.map(({ issue, spec }) => `  #${issue.id} ${issue.title} (${spec.file})`),
    );
    if (!(await isConfirmed(flags, signal))) {
      print("Nothing was created. Run it with --yes to create them.");
      return 3;
    }
    await push(project, ports, plan, missing);
    return 0;
  } finally {
    interruption.off();
  }
}

interface Missing {
  readonly issue: PlannedIssue;
  readonly spec: Spec;
}

function portsOf({ config, repository, stateFolder, platform }: Project, signal: AbortSignal): ForgePorts {
  const timeScale = timeScaleOf(platform.environment);
  return {
    config,
    repository,
    stateFolder,
    processes: createProcesses({ isolation: "group" }),
    environment: platform.environment,
    clock: scaledClock(timeScale),
    timeScale,
    signal,
    onWait: (until, reason) => void print(`⏳ ${reason}: next try ${until.toISOString()}`),
  };
}

async function isConfirmed({ yes }: Flags, signal: AbortSignal): Promise<boolean> {
  if (yes === true) return true;
  if (!process.stdin.isTTY || !process.stdout.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await terminal.question("Create them? yes | no: ", { signal })).trim());
  } finally {
    terminal.close();
  }
}

async function push({ config }: Project, ports: ForgePorts, plan: Plan, missing: readonly Missing[]): Promise<void> {
  const { forge, secrets } = await (await import("../../engine/forges/github/open-github.ts")).openGitHub(ports);
  const redact = createRedactor([...secrets, ...knownSecrets(ports.environment, config)]);
  const clean = (text: string) => sanitize(redact(text));
  await forge.check(ports.signal);
  const wanted = missing.map(({ issue, spec }): IssueToPush => ({
    marker: `${plan.milestone}/${issue.id}`,
    title: clean(issue.title),
    body: clean(readFrontMatter(spec.text).body.trim()),
    labels: spec.frontMatter.labels,
  }));
  const pushed = await forge.pushIssues(wanted, plan.title, ports.signal);
  for (const [index, { number, url, created }] of pushed.entries()) {
    const spec = missing[index]?.spec;
    if (spec === undefined) continue;
    await writeNumber(join(plan.folder, spec.file), number);
    print(`✓ #${number} ${created ? "created" : "found"} for ${spec.file}: ${url}`);
  }
}

async function writeNumber(path: string, number: number): Promise<void> {
  const before = await readFile(path, "utf8");
  const temporary = `${path}.${randomUUID().slice(0, 8)}.tmp`;
  await writeFile(temporary, withGitHubNumber(before, number));
  await rename(temporary, path);
}

function print(...lines: readonly string[]): 0 {
  process.stdout.write(lines.map((line) => `${sanitize(line)}\n`).join(""));
  return 0;
}
