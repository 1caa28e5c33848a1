// The issues of the double. Includes pull requests, as GitHub does and the emulator does not.
import type { Answer, ApiRequest, Backend, Json } from "./backend.ts";
import { failure, paged, without } from "./backend.ts";
import type { PullJson, Pulls } from "./pulls.ts";

export interface Issues {
  list(request: ApiRequest): Promise<Answer>;
  get(request: ApiRequest): Promise<Answer>;
  change(request: ApiRequest): Promise<Answer>;
  createMilestone(request: ApiRequest): Promise<Answer>;
}

export function createIssues(backend: Backend, pulls: Pulls): Issues {
  const root = `/repos/${backend.owner}/${backend.repo}`;
  const milestones = async () =>
    (await backend.emulator("GET", `${root}/milestones?state=all&per_page=100`)).body as Json[];
  return {
    async list(request) {
      const query = new URLSearchParams({ ...Object.fromEntries(request.query), per_page: "100", page: "1" });
      const plain = (await backend.emulator("GET", `${root}/issues?${query.toString()}`)).body as Json[];
      const state = request.query.get("state") ?? "open";
      const made = request.query.has("labels")
        ? []
        : (await pulls.all()).filter((pull) => state === "all" || pull.state === state);
      const all = [...plain, ...made.map(asIssue)].sort((a, b) => Number(b["number"]) - Number(a["number"]));
      return paged(backend, request, all);
    },
    async get(request) {
      const pull = await pulls.get(Number(request.params["number"]));
      return pull
        ? { status: 200, body: asIssue(pull) }
        : backend.emulator("GET", request.path, undefined, request.login);
    },
    async change(request) {
      const number = Number(request.params["number"]);
      if (!(await pulls.get(number))) return backend.emulator("PATCH", request.path, request.body, request.login);
      const { milestone: wanted, ...rest } = request.body;
      if (wanted !== undefined) {
        const milestone = (await milestones()).find((known) => known["number"] === wanted);
        if (wanted !== null && !milestone)
          return failure(422, "Validation Failed", [{ resource: "Issue", field: "milestone", code: "invalid" }]);
        pulls.setMilestone(number, milestone);
      }
      if (Object.keys(rest).length > 0) await pulls.change(number, rest);
      const changed = await pulls.get(number);
      return changed ? { status: 200, body: asIssue(changed) } : failure(404, "Not Found");
    },
    async createMilestone(request) {
      const taken = (await milestones()).some((known) => known["title"] === request.body["title"]);
      if (taken)
        return failure(422, "Validation Failed", [{ resource: "Milestone", code: "already_exists", field: "title" }]);
      return backend.emulator("POST", request.path, request.body, request.login);
    },
  };
}

function asIssue(pull: PullJson): Json {
  const url = String(pull["url"]);
  const issue = url.replace("/pulls/", "/issues/");
  return {
    ...without<Json, string>(pull, "head", "base", "requested_reviewers", "requested_teams"),
    url: issue,
    comments: 0,
    state_reason: null,
    repository_url: url.replace(/\/pulls\/.*/, ""),
    labels_url: `${issue}/labels{/name}`,
    events_url: `${issue}/events`,
    comments_url: `${issue}/comments`,
    pull_request: { url, html_url: pull.html_url, diff_url: pull["diff_url"], patch_url: pull["patch_url"] },
  };
}
