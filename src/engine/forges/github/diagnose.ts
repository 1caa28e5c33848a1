// Checks of token and repository for `doctor` and for the start of a run, each with a hint.
import { MilestoneError } from "../../model/errors.ts";
import type { GitHubClient } from "./api/client.ts";
import { GitHubError } from "./api/github-failure.ts";
import type { RepositoryAnswer, RepositoryFacts } from "./api/repository-facts.ts";

export interface Diagnosis {
  readonly level: "ok" | "warn" | "fail";
  readonly what: string;
  readonly hint: string | undefined;
}

/**
 * Checks the token, its scopes, the permission to push, and the protection of the default branch. Returns only the
 * failure where one prevents the other checks.
 */
export async function diagnose(
  client: GitHubClient,
  facts: RepositoryFacts,
  signal: AbortSignal,
): Promise<readonly Diagnosis[]> {
  const { token, connection } = client;
  const name = `${connection.owner}/${connection.repo}`;
  try {
    const headers = await client.headers({ what: "Checking the token", signal }, (octokit) =>
      octokit.request("GET /user", { request: { signal } }),
    );
    const repository = await facts.repository(signal);
    return [
      ok(`${connection.host} accepts the token from ${token.source}`),
      scopeDiagnosis(headers["x-oauth-scopes"]),
      permission(repository, name),
      ...archived(repository, name),
      await protection(facts, repository.default_branch, signal),
    ];
  } catch (error) {
    if (error instanceof MilestoneError) return [fail(error.message, error.hint)];
    throw error;
  }
}

/** @throws MilestoneError `forge` for the first problem that would prevent the run */
export async function checkForge(facts: RepositoryFacts, name: string, signal: AbortSignal): Promise<void> {
  const repository = await facts.repository(signal);
  const problem = [...archived(repository, name), permission(repository, name)].find(({ level }) => level === "fail");
  if (problem)
    throw new MilestoneError("forge", problem.what, problem.hint === undefined ? {} : { hint: problem.hint });
}

function archived(repository: RepositoryAnswer, name: string): Diagnosis[] {
  return repository.archived
    ? [fail(`${name} is archived and takes no pull requests`, "Unarchive it in the repository's settings.")]
    : [];
}

/** Fine-grained tokens and tokens of apps have no scopes. The repository's permissions show what they may do. */
function scopeDiagnosis(header: unknown): Diagnosis {
  if (typeof header !== "string") return ok("Token scopes: fine-grained");
  const scopes = header
    .split(",")
    .map((scope) => scope.trim())
    .filter((scope) => scope !== "");
  if (scopes.includes("repo")) return ok(`Token scopes: ${scopes.join(", ")}`);
  if (scopes.includes("public_repo")) {
    return warn(
      "Token scope public_repo reaches public repositories only",
      "Give the token the scope `repo` where the repository is private.",
    );
  }
  return fail(
    `Token scopes: ${scopes.join(", ") || "none"}; \`repo\` is missing`,
    "Give the token the scope `repo`: `gh auth refresh --scopes repo`.",
  );
}

function permission({ permissions }: RepositoryAnswer, name: string): Diagnosis {
  if (permissions === undefined) return warn(`GitHub does not say what the token may do in ${name}`, undefined);
  if (permissions.push) return ok(`The token may push to ${name}`);
  return fail(
    `The token may not push to ${name}`,
    "Ask for write access, or give the token contents, issues and pull requests to write.",
  );
}

async function protection(facts: RepositoryFacts, branch: string, signal: AbortSignal): Promise<Diagnosis> {
  try {
    if (await facts.isProtected(branch, signal)) return ok(`The default branch ${branch} is protected`);
    const hint = `Protect ${branch} in the repository's settings; this program refuses to touch it either way.`;
    return warn(`The default branch ${branch} is not protected on GitHub`, hint);
  } catch (error) {
    if (error instanceof GitHubError && error.status === 404)
      return warn(`The default branch ${branch} does not exist yet`, `Push ${branch} first.`);
    throw error;
  }
}

function ok(what: string): Diagnosis {
  return { level: "ok", what, hint: undefined };
}

function warn(what: string, hint: string | undefined): Diagnosis {
  return { level: "warn", what, hint };
}

function fail(what: string, hint: string | undefined): Diagnosis {
  return { level: "fail", what, hint };
}
