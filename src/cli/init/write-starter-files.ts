import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, normalize } from "node:path";
import type { DetectedChecks } from "../../engine/checks/detect.ts";
import { findConfigFile } from "../../engine/config/find-file.ts";
import type { ConfigInput } from "../../engine/config/config-schema.ts";
import { MilestoneError, systemCode } from "../../engine/model/errors.ts";
import { SAMPLE_MILESTONE, samplePlan } from "./sample-plan.ts";

export interface InitRequest {
  /** The root of the repository's working tree. */
  readonly root: string;
  /** The branch that is checked out. */
  readonly branch: string;
  readonly checks: DetectedChecks;
  /** Plans that the repository already has, relative to its root. */
  readonly plans: readonly string[];
  /** The `milestonesDir` of an existing config. */
  readonly milestonesDir: string | undefined;
}

const MILESTONES_DIR = "docs/milestones";

/**
 * Writes a config and a sample plan where they are missing, and overwrites nothing.
 * @returns what it did and the next steps, as lines
 * @throws MilestoneError `config` where `milestonesDir` is outside the repository
 */
export async function writeStarterFiles({
  root,
  branch,
  checks,
  plans,
  milestonesDir = MILESTONES_DIR,
}: InitRequest): Promise<readonly string[]> {
  if (normalize(milestonesDir).startsWith("..")) {
    throw new MilestoneError("config", `milestonesDir ${milestonesDir} is outside the repository.`, {
      hint: "Set milestonesDir to a folder inside the repository.",
    });
  }
  const isSampleWanted = plans.length === 0;
  const found = await findConfigFile(root);
  const config = `${JSON.stringify(initialConfig(checks, isSampleWanted), undefined, 2)}\n`;
  return [
    checks.ecosystem === undefined
      ? "⚠️ No ecosystem was detected: set lint and test in the config"
      : `✓ Detected: ${checks.ecosystem}`,
    ...checks.notes.map((note) => `  ⚠️ ${note}`),
    found === undefined
      ? await writeNew(root, "milestone.config.json", config)
      : `✓ Kept the existing config: ${found}`,
    ...(isSampleWanted
      ? await writeSample(root, join(milestonesDir, SAMPLE_MILESTONE), branch)
      : [`✓ Kept the existing plans: ${plans.join(", ")}`]),
    "",
    "Next steps:",
    "1. milestone-tui doctor",
    ...(isSampleWanted
      ? [
          `2. milestone-tui plan-review ${SAMPLE_MILESTONE}`,
          `3. Commit and push the new files, then: milestone-tui ${SAMPLE_MILESTONE}`,
        ]
      : ["2. milestone-tui plan-review <milestone>"]),
  ];
}

/** A config with only the checks that were detected. The others are detected again at each run. */
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
    return `✓ Kept the existing ${name}`;
  }
}
