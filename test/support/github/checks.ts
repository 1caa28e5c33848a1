// Check runs with their GitHub Actions jobs, and commit statuses.
import type { Answer, ApiRequest, Backend, Json } from "./backend.ts";
import { failure, without } from "./backend.ts";

export interface CheckRunInput {
  readonly name: string;
  /** Undefined: the check is running. */
  readonly conclusion?: "success" | "failure" | "neutral" | "cancelled" | "skipped" | "timed_out" | "action_required";
  readonly output?: string;
  /** A GitHub Actions job: its failed step and its log. */
  readonly job?: { readonly failedStep: string; readonly log: string };
}

export interface CheckRun extends Json {
  readonly id: number;
  readonly name: string;
  readonly head_sha: string;
  readonly status: "in_progress" | "completed";
  readonly conclusion: string | null;
  readonly job: CheckRunInput["job"];
}

export interface Status extends Json {
  readonly context: string;
  readonly state: "error" | "failure" | "pending" | "success";
  readonly target_url: string | null;
  readonly description: string | null;
}

export interface Checks {
  /** Adds a check run to a commit, or replaces the one with this name. */
  run(sha: string, input: CheckRunInput): void;
  status(sha: string, context: string, state: Status["state"], url?: string): void;
  /** Number of the repository's workflows. */
  workflows: number;
  runsOf(sha: string): readonly CheckRun[];
  statusesOf(sha: string): readonly Status[];
  listRuns(request: ApiRequest): Answer;
  combinedStatus(request: ApiRequest): Promise<Answer>;
  job(request: ApiRequest): Answer;
  jobLog(request: ApiRequest): Answer;
  logOf(id: number): string | undefined;
  listWorkflows(): Answer;
}

export function createChecks(backend: Backend): Checks {
  const runs = new Map<number, CheckRun>();
  const statuses = new Map<string, Status[]>();
  const api = `${backend.root}/api/v3/repos/${backend.owner}/${backend.repo}`;
  const web = `${backend.root}/${backend.owner}/${backend.repo}`;

  const self: Checks = {
    workflows: 0,
    run(sha, input) {
      const id = self.runsOf(sha).find(({ name }) => name === input.name)?.id ?? 5000 + runs.size;
      runs.set(id, checkRun(id, sha, input));
    },
    status(sha, context, state, url) {
      const at = backend.now();
      const status: Status = {
        context,
        state,
        description: null,
        target_url: url ?? null,
        id: 1,
        node_id: "SC_1",
        url: `${api}/statuses/${sha}`,
        avatar_url: null,
        created_at: at,
        updated_at: at,
      };
      statuses.set(sha, [...self.statusesOf(sha).filter((known) => known.context !== context), status]);
    },
    runsOf: (sha) => [...runs.values()].filter((run) => run.head_sha === sha),
    statusesOf: (sha) => statuses.get(sha) ?? [],
    listRuns(request) {
      const found = self.runsOf(request.params["ref"] ?? "").map((run) => without(run, "job"));
      return { status: 200, body: { total_count: found.length, check_runs: found } };
    },
    async combinedStatus(request) {
      const sha = request.params["ref"] ?? "";
      const found = self.statusesOf(sha);
      const states = new Set(found.map(({ state }) => state));
      const state =
        states.has("failure") || states.has("error")
          ? "failure"
          : states.size === 0 || states.has("pending")
            ? "pending"
            : "success";
      const repository = (await backend.emulator("GET", `/repos/${backend.owner}/${backend.repo}`)).body;
      return {
        status: 200,
        body: {
          state,
          statuses: found,
          sha,
          total_count: found.length,
          repository,
          commit_url: `${api}/commits/${sha}`,
          url: `${api}/commits/${sha}/status`,
        },
      };
    },
    job(request) {
      const run = runs.get(Number(request.params["job"]));
      return run?.job ? { status: 200, body: jobJson(run, run.job) } : failure(404, "Not Found");
    },
    jobLog(request) {
      const id = request.params["job"];
      return runs.get(Number(id))?.job
        ? { status: 302, headers: { location: `${backend.root}/_logs/${id}` } }
        : failure(404, "Not Found");
    },
    logOf: (id) => runs.get(id)?.job?.log,
    listWorkflows: () => ({ status: 200, body: { total_count: self.workflows, workflows: [] } }),
  };

  function checkRun(id: number, sha: string, { name, conclusion, output, job }: CheckRunInput): CheckRun {
    const done = conclusion !== undefined;
    return {
      id,
      name,
      job,
      head_sha: sha,
      node_id: `CR_${id}`,
      external_id: "",
      url: `${api}/check-runs/${id}`,
      html_url: `${web}/actions/runs/9/job/${id}`,
      details_url: `${web}/actions/runs/9/job/${id}`,
      status: done ? "completed" : "in_progress",
      conclusion: conclusion ?? null,
      started_at: backend.now(),
      completed_at: done ? backend.now() : null,
      output: {
        title: null,
        summary: output ?? null,
        text: null,
        annotations_count: 0,
        annotations_url: `${api}/check-runs/${id}/annotations`,
      },
      check_suite: { id: 1 },
      app: null,
      pull_requests: [],
    };
  }

  function jobJson(run: CheckRun, job: NonNullable<CheckRunInput["job"]>): Json {
    const at = backend.now();
    const step = (name: string, number: number, conclusion: string) => ({
      name,
      number,
      conclusion,
      status: "completed",
      started_at: at,
      completed_at: at,
    });
    return {
      id: run.id,
      run_id: 9,
      run_url: `${api}/actions/runs/9`,
      node_id: "J_1",
      head_sha: run.head_sha,
      url: `${api}/actions/jobs/${run.id}`,
      html_url: run["html_url"],
      status: run.status,
      conclusion: run.conclusion,
      created_at: at,
      started_at: at,
      completed_at: at,
      name: run.name,
      steps: [step("Set up job", 1, "success"), step(job.failedStep, 2, "failure")],
      check_run_url: `${api}/check-runs/${run.id}`,
      labels: [],
      runner_id: 1,
      runner_name: "runner",
      runner_group_id: 1,
      runner_group_name: "group",
      workflow_name: "CI",
      head_branch: "feature",
    };
  }

  return self;
}
