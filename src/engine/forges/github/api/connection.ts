// Which repository on which server: from the remote's URL, or from the config where that says more.
import { isLoopback } from "../../../config/web-address.ts";
import { MilestoneError } from "../../../model/errors.ts";

export interface GitHubConnection {
  readonly owner: string;
  readonly repo: string;
  /** Host of the web pages, with its port where it has one: `github.com`, `ghe.example:8443`. */
  readonly host: string;
  /** Root of the REST API, without a slash at its end. */
  readonly apiUrl: string;
}

export interface ConnectionConfig {
  readonly baseUrl?: string | undefined;
  readonly owner?: string | undefined;
  readonly repo?: string | undefined;
}

/** The real host name behind an SSH alias (`ssh -G`); the name itself where it is no alias. */
export type SshHost = (alias: string) => Promise<string>;

interface RemotePlace {
  readonly protocol: string;
  /** Without the port of SSH, with that of HTTP. */
  readonly host: string;
  readonly owner: string;
  readonly repo: string;
}

/**
 * Reads owner, repository and server. The config's words win over the remote's.
 * @param trustedHost a host the user named as a GitHub server (`GH_HOST`)
 * @throws MilestoneError `config` where something is missing, or the token would go to a server nobody vouched for
 */
export async function resolveConnection(
  remoteUrl: string,
  config: ConnectionConfig,
  sshHost: SshHost,
  trustedHost?: string,
): Promise<GitHubConnection> {
  const place = await placeOf(remoteUrl, sshHost);
  const owner = config.owner ?? place?.owner;
  const repo = config.repo ?? place?.repo;
  if (!owner || !repo) {
    throw new MilestoneError("config", `The remote ${withoutCredentials(remoteUrl)} names no GitHub repository`, {
      hint: 'Set github.owner and github.repo in milestone.config, or forge to "local".',
    });
  }
  if (config.baseUrl === undefined && place === undefined)
    return { owner, repo, host: "github.com", apiUrl: "https://api.github.com" };
  const api =
    config.baseUrl === undefined ? apiOf(place?.host ?? "", place?.protocol ?? "https") : apiOfBase(config.baseUrl);
  const host = webHost(api);
  if (api.protocol === "http:" && !isLoopback(api.hostname)) {
    throw new MilestoneError("config", `${api.origin} would get the GitHub token unencrypted`, {
      hint: "Use an https address for github.baseUrl or the remote.",
    });
  }
  const vouchedFor =
    isGitHubHost(host) || isLoopback(api.hostname) || api.hostname === hostname(place?.host) || host === trustedHost;
  if (!vouchedFor) {
    throw new MilestoneError(
      "config",
      `github.baseUrl names ${host}, which is not the server of the remote (${place?.host ?? "none"})`,
      {
        hint: `Set GH_HOST=${host} if that server may have your GitHub token.`,
      },
    );
  }
  return { owner, repo, host, apiUrl: api.href.replace(/\/$/, "") };
}

/** Whether the remote is on GitHub beyond doubt: github.com, an `.ghe.com` tenant, or the host the user named (`GH_HOST`). */
export async function isGitHubRemote(remoteUrl: string, sshHost: SshHost, trustedHost?: string): Promise<boolean> {
  const place = await placeOf(remoteUrl, sshHost);
  return place !== undefined && (isGitHubHost(place.host) || place.host === trustedHost);
}

async function placeOf(remoteUrl: string, sshHost: SshHost): Promise<RemotePlace | undefined> {
  // `work:owner/repo`, an SSH alias without a user, would pass for a protocol.
  const url = /^[\w.-]{2,}:(?!\/)/.test(remoteUrl) ? `git@${remoteUrl}` : remoteUrl;
  const { default: parse } = await import("git-url-parse");
  const parsed = attempt(() => parse(url));
  if (!parsed || !["ssh", "https", "http", "git"].includes(parsed.protocol) || !parsed.owner || !parsed.name)
    return undefined;
  const ssh = parsed.protocol === "ssh";
  const named = ssh ? await sshHost(parsed.resource) : parsed.host;
  const host = named.toLowerCase().replace(/^(ssh|www)\.(?=github\.com$)/, "");
  // An Enterprise server may live below a path, so only the last segment but one is the owner.
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
  // On loopback nobody has an Enterprise server: what is there may well answer at its root.
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
