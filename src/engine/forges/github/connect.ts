import type { Processes } from "../../process/processes.ts";
import { resolveConnection, type ConnectionConfig, type GitHubConnection } from "./connection.ts";
import { sshHostBy } from "./ssh-host.ts";
import { findToken, type Token } from "./token.ts";

export interface ConnectOptions {
  readonly remoteUrl: string;
  readonly config: ConnectionConfig;
  /** The user's environment: tokens, GH_HOST, HOME, PATH. */
  readonly env: Readonly<Record<string, string>>;
  readonly processes: Pick<Processes, "run">;
  readonly signal: AbortSignal;
}

/**
 * Where the repository lives and what opens its door.
 * @throws MilestoneError `config` where the place is not known or not to be trusted; `forge` where there is no token
 */
export async function connectToGitHub({ remoteUrl, config, env, processes, signal }: ConnectOptions): Promise<{ connection: GitHubConnection; token: Token }> {
  const connection = await resolveConnection(remoteUrl, config, sshHostBy(processes, env, signal), env["GH_HOST"]);
  return { connection, token: await findToken(connection.host, env, processes, signal) };
}
