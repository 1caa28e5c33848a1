// A milestone whose remote and forge are the GitHub double.
import { testMilestone, type MilestoneOptions, type TestMilestone } from "../milestone.ts";
import type { PullJson } from "./pulls.ts";
import { startGitHub, type GitHubDouble, type GitHubOptions } from "./start-github.ts";

export interface GitHubMilestone extends Omit<TestMilestone, "pulls"> {
  readonly github: GitHubDouble;
  /** Oldest first. */
  pulls(): Promise<readonly PullJson[]>;
}

/** Environment variables of the program: the token, and a time scale that shortens pauses. */
const ENVIRONMENT = { GITHUB_TOKEN: "token", MILESTONE_TUI_TIME_SCALE: "100" };

/**
 * Creates a milestone that pushes to the double over HTTP. The agent's shell has the URL of the double's API in `$API`
 * and a colleague's token in `$COLLEAGUE`.
 */
export async function gitHubMilestone(
  { config, agentEnvironment, ...options }: MilestoneOptions,
  server: GitHubOptions = {},
  settings: Readonly<Record<string, unknown>> = {},
): Promise<GitHubMilestone> {
  const github = await startGitHub(server);
  const api = `${github.apiUrl}/repos/${github.owner}/${github.repo}`;
  const milestone = testMilestone({
    ...options,
    config: { forge: "github", github: { baseUrl: github.apiUrl, ...settings }, ...config },
    agentEnvironment: { API: api, COLLEAGUE: "other-token", REMOTE: github.bare.path, ...agentEnvironment },
  });
  // Pushes directly into the double's repository: this process could not serve HTTP during a synchronous git.
  milestone.git("push", "-q", github.bare.path, `main:${server.defaultBranch ?? "main"}`);
  milestone.git("remote", "set-url", "origin", github.gitUrl());
  return {
    ...milestone,
    github,
    run: (args, answers, environment) => milestone.run(args, answers, { ...ENVIRONMENT, ...environment }),
    start: (args, environment) => milestone.start(args, { ...ENVIRONMENT, ...environment }),
    pulls: async () => (await github.pulls()).toSorted((a, b) => a.number - b.number),
  };
}

/**
 * Returns a shell command that sends a request to the double as a colleague, e.g.
 * `asColleague("PATCH", "/pulls/1", { title: "New" })`.
 */
export function asColleague(method: string, path: string, body: object): string {
  const headers = '-H "x-double: other" -H "Authorization: Bearer $COLLEAGUE"';
  return `curl -sf -X ${method} ${headers} -d '${JSON.stringify(body)}' "$API${path}" > /dev/null`;
}
