// Finds the GitHub token, and keeps it out of all output.
import { inspect } from "node:util";
import { MilestoneError } from "../../../model/errors.ts";
import type { Processes } from "../../../process/processes.ts";

export type TokenSource = "GITHUB_TOKEN" | "GH_TOKEN" | "gh auth token";

/** A token that prints as its source, e.g. `[token from GH_TOKEN]`. */
export class Token {
  readonly source: TokenSource;
  readonly #value: string;

  constructor(value: string, source: TokenSource) {
    this.#value = value;
    this.source = source;
  }

  /** Returns the token itself, for the authorization header and the askpass variables. */
  reveal(): string {
    return this.#value;
  }

  /** Removes the token from a text, also in its encodings for URLs and basic authorization. */
  redact(text: string): string {
    const basic = Buffer.from(`x-access-token:${this.#value}`).toString("base64");
    return [...new Set([this.#value, encodeURIComponent(this.#value), basic])].reduce(
      (rest, secret) => rest.replaceAll(secret, "[token]"),
      text,
    );
  }

  toString(): string {
    return `[token from ${this.source}]`;
  }

  toJSON(): string {
    return this.toString();
  }

  [inspect.custom](): string {
    return this.toString();
  }
}

/**
 * Returns the token for a host: GITHUB_TOKEN, else GH_TOKEN, else the one that `gh` has stored.
 * @throws MilestoneError `config` where there is none
 */
export async function findToken(
  host: string,
  env: Readonly<Record<string, string>>,
  processes: Pick<Processes, "run">,
  signal: AbortSignal,
): Promise<Token> {
  for (const name of ["GITHUB_TOKEN", "GH_TOKEN"] as const) {
    const value = env[name]?.trim();
    if (value) return new Token(value, name);
  }
  const stored = await processes.run({
    command: ["gh", "auth", "token", "--hostname", host],
    cwd: env["HOME"] ?? "/",
    env,
    timeoutMs: 15_000,
    signal,
  });
  signal.throwIfAborted();
  const value = stored.exitCode === 0 ? stored.stdout.trim() : "";
  if (value) return new Token(value, "gh auth token");
  throw new MilestoneError("config", `There is no token for ${host}`, {
    hint: `Set GITHUB_TOKEN or GH_TOKEN, or run \`gh auth login --hostname ${host}\`.`,
  });
}
