// Random faults from a seed, at any request: each branch must get one pull request with all its labels and one review.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MilestoneError } from "../../../../src/engine/model/errors.ts";
import type { Label } from "../../../../src/engine/model/findings/labels.ts";
import { bareRepository } from "../../../support/github/bare.ts";
import { project } from "../../../support/github/feature.ts";
import { forgeOn, newPull, signal } from "../../../support/github/forge-on.ts";
import { startGitHub, type GitHubDouble } from "../../../support/github/start-github.ts";

const SEEDS = Number(process.env["MILESTONE_FAULT_SEEDS"] ?? 60);
const AT_ONCE = 6;
const LABELS: readonly Label[] = ["needs-db-review", "sensitive-review"];

const folder = mkdtempSync(join(tmpdir(), "milestone-faults-"));
const template = join(folder, "template.git");
const commits: string[] = [];

beforeAll(() => {
  const root = join(folder, "checkout");
  mkdirSync(root);
  const { feature } = project({ bare: bareRepository(template) }, root);
  for (let i = 0; i < 5; i += 1) commits.push(feature(`feat/${i}`, { [`${i}.txt`]: "a\n" }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe(`five pull requests with random faults from ${SEEDS} seeds`, () => {
  it.for(Array.from({ length: Math.ceil(SEEDS / AT_ONCE) }, (_, i) => i * AT_ONCE))(
    "from seed %i on",
    async (first) => {
      const seeds = Array.from({ length: Math.min(AT_ONCE, SEEDS - first) }, (_, i) => first + i);
      const runs = await Promise.all(seeds.map(async (seed) => ({ seed, ...(await milestone(seed)) })));
      for (const { seed, pulls, reviews, met } of runs) {
        const expected = Array.from({ length: 5 }, (_, i) => ({
          branch: `feat/${i}`,
          labels: [...LABELS],
          reviews: 1,
        }));
        expect({ seed, pulls, reviews: reviews.map(({ count }) => count) }).toEqual({
          seed,
          pulls: expected.map(({ branch, labels }) => ({ branch, labels })),
          reviews: expected.map((pull) => pull.reviews),
        });
        expect(met, `seed ${seed} met no fault`).toBeGreaterThan(0);
      }
    },
  );
});

async function milestone(seed: number) {
  const github = await startGitHub({ template });
  github.faults.random(seed, 0.2);
  for (const [i, commit] of commits.entries()) await issue(github, `feat/${i}`, commit, i);
  const { met } = github.faults;
  github.faults.clear();
  const made = (await github.pulls()).toSorted((a, b) => a.number - b.number);
  return {
    met,
    pulls: made.map((pull) => ({
      branch: pull.head.ref,
      labels: (pull["labels"] as { name: string }[]).map(({ name }) => name),
    })),
    reviews: made.map(({ number }) => ({ count: github.reviews(number).length })),
  };
}

/** Retries a failed step with a new forge, as a restarted program does. */
async function issue(github: GitHubDouble, branch: string, commit: string, index: number): Promise<void> {
  const newForge = () => forgeOn(github, { timeoutMs: 400 });
  const number = await retry(async () => {
    const { pull } = await newForge().openPull(newPull(branch, commit, { labels: LABELS }), signal);
    expect(pull).toMatchObject({ branch, state: "open" });
    return pull.number;
  });
  await retry(() =>
    newForge().review(
      number,
      [{ title: "Wrong", file: `${index}.txt`, line: 1, severity: "warning", detail: "" }],
      signal,
    ),
  );
  await retry(() => newForge().updatePull(number, { draft: false }, signal));
}

async function retry<T>(step: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await step();
    } catch (error) {
      if (!(error instanceof MilestoneError) || error.code !== "forge" || tries > 10) throw error;
    }
  }
}
