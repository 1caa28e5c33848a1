import type { OpenedRepository } from "../../git/open-repository.ts";
import type { OpenedForge, ForgePorts } from "../forge-ports.ts";
import { askpassVariables } from "./api/askpass.ts";
import type { ClientOptions } from "./api/client.ts";
import { resolveConnection } from "./api/connection.ts";
import { createGitHubForge, type GitHubForge } from "./github-forge.ts";
import { ProtectedBranchError } from "./pulls/protected-branch-error.ts";
import { sshHostBy } from "./api/ssh-host.ts";
import { findToken } from "./api/token.ts";

/**
 * Opens the GitHub forge that the remote or the config names. Uses the user's token for the API and, where the remote
 * is accessed over HTTP(S), for git.
 * @throws MilestoneError `config` where the repository, the server or the token is missing
 */
export async function openGitHub(ports: ForgePorts): Promise<OpenedForge & { readonly forge: GitHubForge }> {
  const {
    config,
    repository,
    stateFolder,
    processes,
    environment,
    clock,
    waits,
    signal,
    onWait,
    timeScale = 1,
    milestoneTitles = [],
  } = ports;
  const { url } = repository.remote;
  const connection = await resolveConnection(
    url,
    config.github,
    sshHostBy(processes, environment, signal),
    environment["GH_HOST"],
  );
  const token = await findToken(connection.host, environment, processes, signal);
  const overHttp = /^https?:/.test(url);
  const pushing = overHttp ? repository.authenticating(await askpassVariables(token, stateFolder)) : repository;
  const forge = createGitHubForge({
    connection,
    token,
    clock,
    waits,
    onWait,
    isProtected: pushing.isProtected,
    milestoneTitles,
    ...pacing(timeScale),
  });
  return {
    forge,
    repository: protectingDefaultBranch(pushing, forge, signal),
    secrets: [token.reveal()],
    diagnose: forge.diagnose,
  };
}

/** Also rejects pushes to the default branch that GitHub reports, since git cannot ask for it without the token. */
function protectingDefaultBranch(
  repository: OpenedRepository,
  forge: GitHubForge,
  signal: AbortSignal,
): OpenedRepository {
  return {
    ...repository,
    isProtected: forge.isProtected,
    async push(request) {
      if (request.branch === (await forge.defaultBranch(signal))) throw new ProtectedBranchError(request.branch);
      return repository.push(request);
    },
  };
}

function pacing(timeScale: number): Pick<ClientOptions, "writeSpacingMs" | "retryMs" | "timeoutMs"> {
  return timeScale === 1
    ? {}
    : { writeSpacingMs: 1000 / timeScale, retryMs: 1000 / timeScale, timeoutMs: Math.min(30_000, 100_000 / timeScale) };
}
