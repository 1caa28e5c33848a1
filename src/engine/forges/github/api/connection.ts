// Determines the GitHub server and repository from the remote's URL and the config.
import { isLoopback } from "../../../config/web-address.ts";
import { MilestoneError } from "../../../model/errors.ts";

export interface GitHubConnection {
  readonly owner: string;
  readonly repo: string;
  /** Host of the web pages, with a port if it has one: `github.com`, `ghe.example:8443`. */
  readonly host: string;
  /** Root of the REST API, without a trailing slash. */
  readonly apiUrl: string;
}

export interface ConnectionConfig {
  readonly baseUrl?: string | undefined;
  readonly owner?: string | undefined;
  readonly repo?: string | undefined;
}

/** Returns the host name of an SSH alias (`ssh -G`), or the given name where it is not an alias. */
export type SshHost = (alias: string) => Promise<string>;

interface ParsedRemote {
  readonly protocol: string;
  /** With the port of an HTTP URL, without the port of an SSH URL. */
  readonly host: string;
  readonly owner: string;
  readonly repo: string;
}

/**
 * Determines owner, repository and server. The config takes precedence over the remote.
 * @param trustedHost a host that the user names as a GitHub server (`GH_HOST`)
 * @throws MilestoneError `config` where owner or repository is missing, and where the token would be sent unencrypted
 *   or to a server that is neither GitHub, nor the remote's, nor trusted by the user
 */
export async function resolveConnection(
  remoteUrl: string,
  config: ConnectionConfig,
  sshHost: SshHost,
  trustedHost?: string,
): Promise<GitHubConnection> {
  const remote = await parseRemote(remoteUrl, sshHost);
  const owner = config.owner ?? remote?.owner;
  const repo = config.repo ?? remote?.repo;
  if (!owner || !repo) {
    throw new MilestoneError("config", `The remote ${withoutCredentials(remoteUrl)} names no GitHub repository`, {
      hint: 'Set github.owner and github.repo in milestone.config, or forge to "local".',
    });
  }
  if (config.baseUrl === undefined && remote === undefined)
    return { owner, repo, host: "github.com", apiUrl: "https://api.github.com" };
  const api =
    config.baseUrl === undefined ? apiOf(remote?.host ?? "", remote?.protocol ?? "https") : apiOfBase(config.baseUrl);
  const host = webHost(api);
  if (api.protocol === "http:" && !isLoopback(api.hostname)) {
    throw new MilestoneError("config", `${api.origin} would get the GitHub token unencrypted`, {
      hint: "Use an https address for github.baseUrl or the remote.",
    });
  }
  const isTrusted =
    isGitHubHost(host) || isLoopback(api.hostname) || api.hostname === hostname(remote?.host) || host === trustedHost;
  if (!isTrusted) {
    throw new MilestoneError(
      "config",
      `github.baseUrl names ${host}, which is not the server of the remote (${remote?.host ?? "none"})`,
      {
        hint: `Set GH_HOST=${host} if that server may have your GitHub token.`,
      },
    );
  }
  return { owner, repo, host, apiUrl: api.href.replace(/\/$/, "") };
}

/**
 * Whether the remote is certainly on GitHub: github.com, a `.ghe.com` tenant, or the host that the user names
 * (`GH_HOST`).
 */
export async function isGitHubRemote(remoteUrl: string, sshHost: SshHost, trustedHost?: string): Promise<boolean> {
  const remote = await parseRemote(remoteUrl, sshHost);
  return remote !== undefined && (isGitHubHost(remote.host) || remote.host === trustedHost);
}

async function parseRemote(remoteUrl: string, sshHost: SshHost): Promise<ParsedRemote | undefined> {
  // The parser would read the SSH alias in `work:owner/repo` as a protocol, so a user is added.
  const url = /^[\w.-]{2,}:(?!\/)/.test(remoteUrl) ? `git@${remoteUrl}` : remoteUrl;
  const { default: parse } = await import("git-url-parse");
  const parsed = attempt(() => parse(url));
  if (!parsed || !["ssh", "https", "http", "git"].includes(parsed.protocol) || !parsed.owner || !parsed.name)
    return undefined;
  const ssh = parsed.protocol === "ssh";
  const resource = ssh ? await sshHost(parsed.resource) : parsed.host;
  const host = resource.toLowerCase().replace(/^(ssh|www)\.(?=github\.com$)/, "");
  // An Enterprise server may be below a path, so the owner is the second to last segment.
  return {
    protocol: ssh ? "https" : parsed.protocol,
    host,
    owner: parsed.owner.split("/").at(-1) ?? "",
    repo: parsed.name,
  };
}

function apiOf(host: string, protocol: string): URL {
  if (isGitHubHost(host)) return new URL(`https://api.${host}`);
  return new URL(`${protocol === "http" ? "http" : "https"}://${host}/api/v3`);
}

function apiOfBase(baseUrl: string): URL {
  const url = new URL(baseUrl);
  if (isGitHubHost(url.host)) return apiOf(url.host, "https");
  // A server on loopback is not an Enterprise server, so its API may be at the root.
  if (url.pathname === "/" && !url.host.startsWith("api.") && !isLoopback(url.hostname)) url.pathname = "/api/v3";
  return url;
}

function webHost(api: URL): string {
  const bare = api.host.replace(/^api\./, "");
  return isGitHubHost(bare) ? bare : api.host;
}

function isGitHubHost(host: string): boolean {
  return host === "github.com" || (host.endsWith(".ghe.com") && !host.startsWith("api."));
}

function hostname(host: string | undefined): string | undefined {
  return host?.replace(/:\d+$/, "");
}

function withoutCredentials(url: string): string {
  return url.replace(/\/\/[^/@]*@/, "//");
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
