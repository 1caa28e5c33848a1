import { detectChecks } from "../../engine/checks/detect.ts";
import { loadConfig } from "../../engine/config/load-config.ts";
import { discover } from "../../engine/git/discover.ts";
import { readingEnvironment } from "../../engine/git/git-environment.ts";
import { readGit } from "../../engine/git/read-git.ts";
import { PLAN_FILE } from "../../engine/plan/review/findings.ts";
import { sanitize } from "../../engine/text/sanitize.ts";
import type { Invocation } from "../arguments.ts";
import { writeStarterFiles } from "../init/write-starter-files.ts";
import { readPlatform } from "../composition/platform.ts";

/** `milestone-tui init`: writes a config with the checks detected in the repository, and a sample plan. Exit code 0. */
export async function init({ flags }: Invocation): Promise<number> {
  const { cwd, environment } = readPlatform(flags);
  const reading = { cwd, variables: readingEnvironment(environment), signal: new AbortController().signal };
  const { location } = await discover(reading);
  const { milestonesDir } = await loadConfig(location.root, {});
  const plans = await readGit({ ...reading, cwd: location.root }, [
    "ls-files",
    "-z",
    "--cached",
    "--others",
    "--exclude-standard",
    `*${PLAN_FILE}`,
  ]);
  const lines = await writeStarterFiles({
    root: location.root,
    branch: location.branch,
    milestonesDir,
    checks: await detectChecks(location.root),
    plans: plans.split("\0").filter((path) => path !== ""),
  });
  process.stdout.write(lines.map((line) => `${sanitize(line)}\n`).join(""));
  return 0;
}
