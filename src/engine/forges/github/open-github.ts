import type { ForgePorts, Forged } from "../create-forge.ts";
import { askpassVariables } from "./askpass.ts";
import { resolveConnection } from "./connection.ts";
import { createGitHubForge } from "./github-forge.ts";
import { sshHostBy } from "./ssh-host.ts";
import { findToken } from "./token.ts";

/** GitHub as the remote or the config says, with the user's token for its API and, over HTTPS, for git. */
export async function openGitHub({ config, repository, stateFolder, processes, environment, clock, signal, onWait }: ForgePorts): Promise<Forged> {
  const { url } = repository.remote;
  const connection = await resolveConnection(url, config.github, sshHostBy(processes, environment, signal), environment["GH_HOST"]);
  const token = await findToken(connection.host, environment, processes, signal);
  const overHttp = /^https?:/.test(url);
  const pushing = overHttp ? repository.authenticating(await askpassVariables(token, stateFolder)) : repository;
  const forge = createGitHubForge({ connection, token, clock, onWait, isProtected: pushing.isProtected });
  return { forge, repository: pushing, diagnose: forge.diagnose };
}
