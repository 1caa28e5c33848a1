// The routes of the double's API. The emulator answers every request without a route here.
import type { Answer, ApiRequest, Backend, Json } from "./backend.ts";
import { failure, paged, text } from "./backend.ts";
import type { Branches } from "./branches.ts";
import type { Checks } from "./checks.ts";
import { createIssues } from "./issues.ts";
import type { Pulls } from "./pulls.ts";
import type { Reviews } from "./reviews.ts";

export interface Routes {
  answer(request: ApiRequest): Promise<Answer>;
}

type Handler = (request: ApiRequest) => Answer | Promise<Answer>;

export function createRoutes(
  backend: Backend,
  pulls: Pulls,
  reviews: Reviews,
  checks: Checks,
  branches: Branches,
): Routes {
  const issues = createIssues(backend, pulls);
  const table: readonly [string, string, Handler][] = [
    ["GET", "", (request) => repository(backend, request)],
    ["POST", "/pulls", (request) => pulls.create(request)],
    ["GET", "/pulls", (request) => pulls.list(request)],
    ["GET", "/pulls/:number", async (request) => found(await pulls.get(numberOf(request)))],
    [
      "PATCH",
      "/pulls/:number",
      async (request) => (
        await pulls.change(numberOf(request), request.body),
        found(await pulls.get(numberOf(request)))
      ),
    ],
    ["GET", "/pulls/:number/files", (request) => files(backend, pulls, request)],
    [
      "GET",
      "/pulls/:number/merge",
      async (request) => (pulls.facts(numberOf(request))?.merged ? { status: 204 } : failure(404, "Not Found")),
    ],
    ["PUT", "/pulls/:number/merge", (request) => merge(pulls, checks, branches, request)],
    ["GET", "/pulls/:number/reviews", (request) => reviews.list(request)],
    ["POST", "/pulls/:number/reviews", (request) => reviews.create(request)],
    ["PUT", "/pulls/:number/reviews/:review", (request) => reviews.update(request)],
    ["GET", "/pulls/:number/comments", (request) => reviews.comments(request)],
    ["POST", "/pulls/:number/comments", (request) => reviews.comment(request)],
    ["PATCH", "/pulls/comments/:comment", (request) => reviews.updateComment(request)],
    ["GET", "/commits/:ref/check-runs", (request) => checks.listRuns(request)],
    ["GET", "/commits/:ref/status", (request) => checks.combinedStatus(request)],
    ["GET", "/actions/jobs/:job", (request) => checks.job(request)],
    ["GET", "/actions/jobs/:job/logs", (request) => checks.jobLog(request)],
    ["GET", "/actions/workflows", () => checks.listWorkflows()],
    ["GET", "/branches/:branch", (request) => branches.get(request)],
    ["GET", "/rules/branches/:branch", (request) => branches.rules(request)],
    ["GET", "/issues", (request) => issues.list(request)],
    ["GET", "/issues/:number", (request) => issues.get(request)],
    ["POST", "/milestones", (request) => issues.createMilestone(request)],
    ["PATCH", "/issues/:number", (request) => issues.change(request)],
  ];
  const prefix = `/repos/${backend.owner}/${backend.repo}`;
  const routes = table.map(([method, path, handler]) => ({ method, handler, segments: (prefix + path).split("/") }));
  return {
    async answer(request) {
      // GitHub's page links, and its redirects from a renamed repository, name the repository by its id.
      const path = request.path.replace(/^\/repositories\/1(?=\/|$)/, prefix);
      for (const { method, segments, handler } of routes) {
        const params = method === request.method ? match(segments, path) : undefined;
        if (params) return handler({ ...request, path, params });
      }
      const query = request.query.size > 0 ? `?${request.query.toString()}` : "";
      return backend.emulator(
        request.method,
        path + query,
        request.method === "GET" ? undefined : request.body,
        request.login,
      );
    },
  };
}

function match(pattern: readonly string[], path: string): Record<string, string> | undefined {
  const segments = path.split("/");
  if (segments.length !== pattern.length) return undefined;
  const params: Record<string, string> = {};
  for (const [i, part] of pattern.entries()) {
    const segment = decodeURIComponent(segments[i] ?? "");
    if (part.startsWith(":")) params[part.slice(1)] = segment;
    else if (part.toLowerCase() !== segment.toLowerCase()) return undefined;
  }
  return params;
}

async function repository(backend: Backend, request: ApiRequest): Promise<Answer> {
  const answer = await backend.emulator("GET", request.path, undefined, request.login);
  return {
    ...answer,
    body: { ...(answer.body as Json), default_branch: backend.defaultBranch, network_count: 0, subscribers_count: 0 },
  };
}

async function files(backend: Backend, pulls: Pulls, request: ApiRequest): Promise<Answer> {
  const { bare, root, owner, repo } = backend;
  const pull = await pulls.get(numberOf(request));
  if (!pull) return failure(404, "Not Found");
  const entries = bare.files(pull.base.sha, pull.head.sha).map((file) => ({
    sha: pull.head.sha,
    filename: file.filename,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${root}/${owner}/${repo}/blob/x`,
    raw_url: `${root}/${owner}/${repo}/raw/x`,
    contents_url: `${root}/x`,
    patch: file.patch,
    ...(file.previous ? { previous_filename: file.previous } : {}),
  }));
  return paged(backend, request, entries);
}

async function merge(pulls: Pulls, checks: Checks, branches: Branches, request: ApiRequest): Promise<Answer> {
  const pull = await pulls.get(numberOf(request));
  if (!pull) return failure(404, "Not Found");
  const expected = text(request.body["sha"]);
  if (expected && expected !== pull.head.sha)
    return failure(409, "Head branch was modified. Review and try the merge again.");
  if (pull.state === "closed" || pull.draft || pull["mergeable"] === false)
    return failure(405, "Pull Request is not mergeable");
  const hasPassed = (name: string) =>
    checks.runsOf(pull.head.sha).some((run) => run.name === name && run.conclusion === "success") ||
    checks.statusesOf(pull.head.sha).some((status) => status.context === name && status.state === "success");
  const missing = branches.requiredChecks(pull.base.ref).filter((name) => !hasPassed(name));
  if (missing.length > 0) return failure(405, `Required status check "${missing[0]}" is expected.`);
  const sha = await pulls.merge(pull.number, {
    squash: request.body["merge_method"] === "squash",
    title: text(request.body["commit_title"]),
  });
  return { status: 200, body: { sha, merged: true, message: "Pull Request successfully merged" } };
}

function numberOf(request: ApiRequest): number {
  return Number(request.params["number"]);
}

function found(body: unknown): Answer {
  return body === undefined ? failure(404, "Not Found") : { status: 200, body };
}
