import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, normalize } from "node:path";
import type { DetectedChecks } from "../../engine/checks/detect.ts";
import { findConfigFile } from "../../engine/config/find-file.ts";
import type { ConfigInput } from "../../engine/config/config-schema.ts";
import { MilestoneError, systemCode } from "../../engine/model/errors.ts";
import { SAMPLE_MILESTONE, samplePlan } from "./sample-plan.ts";

export interface InitRequest {
  /** The repository's top folder. */
  readonly root: string;
  /** The branch checked out there. */
  readonly branch: string;
  readonly checks: DetectedChecks;
  /** Plans the repository has already, relative to its root. */
  readonly plans: readonly string[];
  /** Where a config that is there already says that milestones are. */
  readonly milestonesDir: string | undefined;
}

const MILESTONES_DIR = "docs/milestones";

/** Writes what is missing, never over anything, and returns what it did as lines. */
export async function initialise({
  root,
  branch,
  checks,
  plans,
  milestonesDir = MILESTONES_DIR,
}: InitRequest): Promise<readonly string[]> {
  if (normalize(milestonesDir).startsWith("..")) {
    throw new MilestoneError("config", `milestonesDir ${milestonesDir} is outside of the repository.`, {
      hint: "Name a folder in it.",
    });
  }
  const isSampleWanted = plans.length === 0;
  const found = await findConfigFile(root);
  const config = `${JSON.stringify(initialConfig(checks, isSampleWanted), undefined, 2)}\n`;
  return [
    checks.ecosystem === undefined
      ? "⚠️ No ecosystem was recognised: set lint and test in the config"
      : `✓ Recognised: ${checks.ecosystem}`,
    ...checks.notes.map((note) => `  ⚠️ ${note}`),
    found === undefined
      ? await writeNew(root, "milestone.config.json", config)
      : `✓ Kept the config that is there: ${found}`,
    ...(isSampleWanted
      ? await writeSample(root, join(milestonesDir, SAMPLE_MILESTONE), branch)
      : [`✓ Kept the plans that are there: ${plans.join(", ")}`]),
    "",
    "Next steps:",
    "1. milestone-tui doctor",
    ...(isSampleWanted
      ? [
          `2. milestone-tui plan-review ${SAMPLE_MILESTONE}`,
          `3. Commit and push what was written, then: milestone-tui ${SAMPLE_MILESTONE}`,
        ]
      : ["2. milestone-tui plan-review <milestone>"]),
  ];
}

/** Only what was found: whatever is left out is recognised anew at each run. */
function initialConfig(
  { setup, lint, lintFix, typecheck, test }: DetectedChecks,
  isSampleWanted: boolean,
): ConfigInput {
  return {
    ...(isSampleWanted ? { milestonesDir: MILESTONES_DIR } : {}),
    setup,
    lint,
    lintFix,
    typecheck,
    test:
      typeof test === "object" && test.report !== undefined
        ? { command: test.command, report: test.report }
        : test?.command,
    agent: "claude",
  };
}

async function writeSample(root: string, folder: string, branch: string): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const [name, text] of samplePlan(branch)) lines.push(await writeNew(root, join(folder, name), text));
  return lines;
}

async function writeNew(root: string, name: string, text: string): Promise<string> {
  await mkdir(dirname(join(root, name)), { recursive: true });
  try {
    await writeFile(join(root, name), text, { flag: "wx" });
    return `✓ Wrote ${name}`;
  } catch (error) {
    if (systemCode(error) !== "EEXIST") throw error;
    return `✓ Kept ${name}, which is there`;
  }
}
