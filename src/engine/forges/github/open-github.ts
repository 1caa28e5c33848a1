import type { OpenedRepository } from "../../git/open-repository.ts";
import type { Forged, ForgePorts } from "../forge-ports.ts";
import { askpassVariables } from "./api/askpass.ts";
import type { ClientOptions } from "./api/client.ts";
import { resolveConnection } from "./api/connection.ts";
import { createGitHubForge, type GitHubForge } from "./github-forge.ts";
import { ProtectedBranchError } from "./pulls/target-guard.ts";
import { sshHostBy } from "./api/ssh-host.ts";
import { findToken } from "./api/token.ts";

/** GitHub as the remote or the config says, with the user's token for its API and, over HTTPS, for git. */
export async function openGitHub(ports: ForgePorts): Promise<Forged & { readonly forge: GitHubForge }> {
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
    repository: sparingDefaultBranch(pushing, forge, signal),
    secrets: [token.reveal()],
    diagnose: forge.diagnose,
  };
}

/** Only GitHub surely knows its default branch: git cannot ask before it has the token. */
function sparingDefaultBranch(repository: OpenedRepository, forge: GitHubForge, signal: AbortSignal): OpenedRepository {
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
