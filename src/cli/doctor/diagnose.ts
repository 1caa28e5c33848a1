import { basename } from "node:path";
import { detectChecks, type DetectedChecks } from "../../engine/checks/detect.ts";
import { findConfigFile } from "../../engine/config/find-file.ts";
import { loadConfig } from "../../engine/config/load-config.ts";
import type { Config } from "../../engine/config/config-schema.ts";
import { MilestoneError, messageOf } from "../../engine/model/errors.ts";
import { createForge } from "../../engine/forges/create-forge.ts";
import { discover } from "../../engine/git/discover.ts";
import { readingEnvironment } from "../../engine/git/git-environment.ts";
import { openRepository, type OpenedRepository } from "../../engine/git/open-repository.ts";
import { makePrivate, repositoryStateFolder, stateRoot } from "../../state/folder.ts";
import type { Flags } from "../arguments.ts";
import { systemClock } from "../composition/clock.ts";
import { diagnoseAgent } from "./diagnose-agent.ts";
import { readGitVersion } from "./git-version.ts";
import type { Diagnosis, DoctorContext } from "./diagnosis.ts";

/**
 * Checks everything a run needs, one thing after the other. Ends early where the repository or the config cannot be
 * read, since the later checks depend on them.
 */
export async function* diagnose(context: DoctorContext): AsyncGenerator<Diagnosis> {
  const { platform, flags, signal } = context;
  yield good(`Node ${context.nodeVersion}`);
  yield await gitProgram(context);
  yield await attempt(async () => {
    await makePrivate(stateRoot(platform));
    return good(`State is kept in ${stateRoot(platform)}`);
  });

  let root: string;
  try {
    ({
      location: { root },
    } = await discover({ cwd: platform.cwd, variables: readingEnvironment(platform.environment), signal }));
  } catch (error) {
    yield missing(error);
    return;
  }
  yield good(`Repository: ${root}`);

  let config: Config;
  try {
    config = await loadConfig(root, flags);
  } catch (error) {
    yield missing(error);
    return;
  }
  yield await configFile(root, flags);
  yield* checksOf(config, await detectChecks(root));
  yield* diagnoseAgent(context, root, config);
  yield* forgeAndRemote(context, config);
}

async function gitProgram({ platform, processes, signal }: DoctorContext): Promise<Diagnosis> {
  const { stdout } = await processes.run({
    command: ["git", "--version"],
    cwd: "/",
    env: { ...readingEnvironment(platform.environment) },
    signal,
  });
  const git = readGitVersion(stdout);
  if (git === undefined)
    return { state: "missing", text: "git is not installed, or not on the PATH", hint: "Install git 2.50.1 or newer." };
  if (!git.isRecentEnough)
    return {
      state: "missing",
      text: `git ${git.version} is too old`,
      hint: "Install git 2.50.1 or newer; 2.38 is the oldest version that works.",
    };
  if (!git.isSafe) {
    return {
      state: "warning",
      text: `git ${git.version} has a vulnerability that lets a repository run code (CVE-2025-48384)`,
      hint: "Install git 2.50.1 or newer, unless your distribution has patched this version.",
    };
  }
  return good(`git ${git.version}`);
}

async function configFile(root: string, flags: Flags): Promise<Diagnosis> {
  const path = flags.config ?? (await findConfigFile(root));
  return good(path === undefined ? "Config: no file; detected settings are used" : `Config: ${basename(path)}`);
}

function* checksOf(config: Config, detected: DetectedChecks): Generator<Diagnosis> {
  if (detected.ecosystem !== undefined) yield good(`Detected: ${detected.ecosystem}`);
  for (const name of ["setup", "lint", "lintFix", "typecheck"] as const) {
    const command = config[name] ?? detected[name];
    if (command !== undefined && command !== "") yield good(`${name}: ${command}`);
  }
  const test = config.test ?? detected.test;
  if (test === undefined) {
    yield {
      state: "warning",
      text: "No test command is known: every pull request gets needs-test-review",
      hint: "Set test in milestone.config.json.",
    };
  } else {
    yield good(`test: ${test.command}`);
  }
  for (const note of detected.notes)
    yield { state: "warning", text: note, hint: "If a detected command is wrong, set it in milestone.config.json." };
}

/** Checks that the forge allows writing and that the remote answers; lists the branches that are never pushed to. */
async function* forgeAndRemote(
  { platform, processes, signal }: DoctorContext,
  config: Config,
): AsyncGenerator<Diagnosis> {
  let repository: OpenedRepository;
  try {
    const opened = await openRepository({
      cwd: platform.cwd,
      environment: platform.environment,
      stateFolder: stateRoot(platform),
      signal,
    });
    repository = opened.protecting(config.protectedBranches);
  } catch (error) {
    yield missing(error);
    return;
  }
  try {
    const stateFolder = await repositoryStateFolder(stateRoot(platform), repository.commonDir);
    const created = await createForge({
      config,
      repository,
      stateFolder,
      processes,
      environment: platform.environment,
      clock: systemClock,
      signal,
      onWait: () => {},
    });
    repository = created.repository;
    yield good(`Forge: ${created.forge.name}`);
    for (const { level, what, hint } of await created.diagnose(signal))
      yield { state: STATES[level], text: what, hint };
  } catch (error) {
    yield missing(error);
  }
  yield await attempt(async () => {
    const heads = await repository.remoteHeads();
    return good(`Remote ${repository.remote.name} answers (${heads.size} ${heads.size === 1 ? "branch" : "branches"})`);
  });
  const always = [...new Set(["main", "master", repository.defaultBranch, ...config.protectedBranches])];
  yield good(`Never pushed to: ${always.join(", ")}`);
}

const STATES = { ok: "good", warn: "warning", fail: "missing" } as const;

async function attempt(check: () => Promise<Diagnosis>): Promise<Diagnosis> {
  try {
    return await check();
  } catch (error) {
    return missing(error);
  }
}

function good(text: string): Diagnosis {
  return { state: "good", text };
}

/** Turns a `MilestoneError` or a timeout into a diagnosis. Any other error is a bug and is rethrown. */
function missing(error: unknown): Diagnosis {
  if (error instanceof MilestoneError) return { state: "missing", text: error.message, hint: error.hint };
  if (error instanceof Error && error.name === "TimeoutError")
    return {
      state: "missing",
      text: `No answer in time: ${messageOf(error)}`,
      hint: "Check the network and the remote's address.",
    };
  throw error;
}
