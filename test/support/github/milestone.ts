// A milestone whose remote and forge are the double, run by the built program.
import { testMilestone, type MilestoneOptions, type TestMilestone } from "../milestone.ts";
import type { PullJson } from "./pulls.ts";
import { startGitHub, type GitHubDouble, type GitHubOptions } from "./start-github.ts";

export interface GitHubMilestone extends Omit<TestMilestone, "pulls"> {
  readonly github: GitHubDouble;
  /** Oldest first. */
  pulls(): Promise<readonly PullJson[]>;
}

/** What the program's environment has: the token, and no patience. */
export const ENVIRONMENT = { GITHUB_TOKEN: "token", MILESTONE_TUI_TIME_SCALE: "100" };

/** Pushes over HTTP; the agent's shell finds the double's API in `$API` and a colleague's token in `$COLLEAGUE`. */
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
  // Straight into the double's repository: a synchronous git could not be answered by this process.
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

/** A line of shell that does something on the double as somebody else, e.g. `asColleague("PATCH", "/pulls/1", { title: "New" })`. */
export function asColleague(method: string, path: string, body: object): string {
  return `curl -sf -X ${method} -H "x-double: other" -H "Authorization: Bearer $COLLEAGUE" -d '${JSON.stringify(body)}' "$API${path}" > /dev/null`;
}
