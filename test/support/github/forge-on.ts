// A GitHub forge for tests, which uses the double and does not wait.
import {
  createGitHubForge,
  type GitHubForge,
  type GitHubForgeOptions,
} from "../../../src/engine/forges/github/github-forge.ts";
import { Token } from "../../../src/engine/forges/github/api/token.ts";
import type { NewPull } from "../../../src/engine/forges/forge.ts";
import type { Clock } from "../../../src/engine/model/ports.ts";
import { BASE } from "./feature.ts";
import type { GitHubDouble } from "./start-github.ts";

export const signal = new AbortController().signal;

export interface TestForge extends GitHubForge {
  readonly waits: readonly { readonly seconds: number; readonly reason: string }[];
}

/** Creates a forge without cached data, as after a start of the program. */
export function forgeOn(github: GitHubDouble, options: Partial<GitHubForgeOptions> = {}): TestForge {
  const clock = instantClock();
  const waits: { seconds: number; reason: string }[] = [];
  const forge = createGitHubForge({
    connection: { owner: github.owner, repo: github.repo, host: "127.0.0.1", apiUrl: github.apiUrl },
    token: new Token("token", "GITHUB_TOKEN"),
    clock,
    onWait: (until, reason) =>
      void waits.push({ seconds: Math.round((until.getTime() - clock.now().getTime()) / 1000), reason }),
    isProtected: (branch) => ["main", "master"].includes(branch),
    writeSpacingMs: 0,
    retryMs: 1,
    timeoutMs: 5000,
    ...options,
  });
  return { ...forge, waits };
}

/** A clock whose `sleep` returns at once and advances the time. */
export function instantClock(): Clock {
  let ahead = 0;
  return {
    now: () => new Date(Date.now() + ahead),
    sleep(ms, signal) {
      signal.throwIfAborted();
      ahead += ms;
      return Promise.resolve();
    },
  };
}

export function newPull(branch: string, commit: string, change: Partial<NewPull> = {}): NewPull {
  return {
    branch,
    commit,
    base: BASE,
    title: `Title of ${branch}`,
    body: `Summary\n\nCloses #101\n`,
    marker: `m3/${branch}`,
    labels: [],
    ...change,
  };
}
