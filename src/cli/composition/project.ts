import { loadConfig } from "../../engine/config/load-config.ts";
import { openRepository, type OpenedRepository } from "../../engine/git/open-repository.ts";
import type { ExecuteGit } from "../../engine/git/starter/execute-git.ts";
import type { Config } from "../../engine/config/config-schema.ts";
import { locateMilestone, type Located } from "../../engine/plan/sources/locate-milestone.ts";
import { milestoneStateFolder, repositoryStateFolder, stateRoot } from "../../state/folder.ts";
import type { Flags } from "../arguments.ts";
import { readPlatform, type Platform } from "./platform.ts";

/** A repository and its config, for every command that works on a repository. Opening it writes nothing. */
export interface Project {
  readonly platform: Platform;
  readonly repository: OpenedRepository;
  readonly config: Config;
  /** The program's state folder of this repository. */
  readonly stateFolder: string;
}

/**
 * @param readOnly for commands that change nothing: they work on a detached HEAD and without a remote, as in CI
 * @param execute how git processes are started; without it, by this process
 * @throws MilestoneError `repository` or `config`
 */
export async function openProject(
  flags: Flags,
  signal: AbortSignal,
  readOnly = false,
  execute?: ExecuteGit,
): Promise<Project> {
  const platform = readPlatform(flags);
  const root = stateRoot(platform);
  const opened = await openRepository({
    cwd: platform.cwd,
    environment: platform.environment,
    stateFolder: root,
    readOnly,
    signal,
    execute,
  });
  const config = await loadConfig(opened.root, flags);
  const repository = opened.protecting(config.protectedBranches);
  return { platform, repository, config, stateFolder: await repositoryStateFolder(root, repository.commonDir) };
}

/** Where a milestone is. Its plan is not read yet. */
export interface MilestonePlace extends Located {
  readonly stateFolder: string;
}

/** @throws MilestoneError `plan` where there is no such milestone */
export async function findMilestone(project: Project, name: string): Promise<MilestonePlace> {
  const located = await locateMilestone(name, {
    root: project.repository.root,
    cwd: project.platform.cwd,
    milestonesDir: project.config.milestonesDir,
  });
  return { ...located, stateFolder: milestoneStateFolder(project.stateFolder, located.milestone) };
}
