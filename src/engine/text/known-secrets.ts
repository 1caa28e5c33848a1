import type { Config } from "../config/config-schema.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Names that people give to variables that hold secrets. */
const SECRET_NAME = new RegExp(
  String.raw`(?:token|secret|passw(?:or)?d|passphrase|credentials?|api_?key|access_?key|private_?key|_key|` +
    String.raw`_pat|_auth|_dsn)(?:_|$)`,
  "i",
);

/**
 * Values that must never be printed: of variables whose names match `SECRET_NAME`, and of those that the config passes
 * to agents or to the database. Paths and plain words are left out, since hiding them would hide half of the output.
 */
export function knownSecrets(
  environment: Environment,
  config: Pick<Config, "agent" | "reviewer" | "fallbackAgent" | "agents" | "database"> &
    Partial<Pick<Config, "notify" | "lane">>,
): readonly string[] {
  const named = Object.entries(environment)
    .filter(([name]) => SECRET_NAME.test(name))
    .map(([, value]) => value);
  const agents = [config.agent, config.reviewer, config.fallbackAgent, ...Object.values(config.agents)];
  const configured = agents
    .flatMap((agent) => (typeof agent === "object" ? Object.entries(agent.env) : []))
    .concat(Object.entries(config.lane?.env ?? {}))
    .filter(([name, value]) => SECRET_NAME.test(name) || value.startsWith("env:"))
    .map(([, value]) => valueOf(value, environment));
  const database = config.database === undefined ? [] : [valueOf(config.database.url, environment)];
  const all = [...named, ...configured, ...database].flatMap((value) => (value === undefined ? [] : partsOf(value)));
  return [...new Set([...all, ...webhookSecrets(config.notify?.webhook, environment)])];
}

/** A webhook's address authorizes its caller, so the whole URL is secret, and so is its path and query alone. */
function webhookSecrets(webhook: Config["notify"]["webhook"], environment: Environment): readonly string[] {
  if (webhook === undefined) return [];
  const url = valueOf(webhook.url, environment);
  const path = url !== undefined && URL.canParse(url) ? [new URL(url).pathname + new URL(url).search] : [];
  return [url, ...path].flatMap((value) => (value === undefined || value.length < 8 ? [] : [value]));
}

/**
 * Names of the variables that a run passes to its forge or to an agent, so that a person knows what to revoke.
 * @param keys variables that an agent's profile asks for; those whose names do not mean a secret are left out
 */
export function credentialNames(
  environment: Environment,
  config: Pick<Config, "agent" | "reviewer" | "fallbackAgent" | "agents">,
  keys: readonly string[],
): readonly string[] {
  const forge = ["GITHUB_TOKEN", "GH_TOKEN"];
  const agents = [config.agent, config.reviewer, config.fallbackAgent, ...Object.values(config.agents)];
  const copied = agents
    .flatMap((agent) => (typeof agent === "object" ? Object.values(agent.env) : []))
    .flatMap((value) => (value.startsWith("env:") ? [value.slice("env:".length)] : []));
  return [...new Set([...forge, ...copied, ...keys.filter((name) => SECRET_NAME.test(name))])].filter(
    (name) => environment[name] !== undefined,
  );
}

function valueOf(setting: string, environment: Environment): string | undefined {
  return setting.startsWith("env:") ? environment[setting.slice("env:".length)] : setting;
}

/** Only the password of a URL: the rest is an address that people need to read. */
function partsOf(value: string): readonly string[] {
  const trimmed = value.trim();
  const inUrl = /^\w[\w+.-]*:\/\/(?:[^\s/@]*?:([^\s/@]+)@)?/.exec(trimmed);
  const secret = inUrl === null ? trimmed : (inUrl[1] ?? "");
  return secret.length >= 8 && !secret.startsWith("/") && !/^[a-z_ -]{0,19}$/i.test(secret) && !/^\d+$/.test(secret)
    ? [secret]
    : [];
}
