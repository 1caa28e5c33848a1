// Answers that octokit's authors recorded from GitHub.
import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { toGitHubError } from "../../../../src/engine/forges/github/api/github-failure.ts";
import {
  combinedStatusSchema,
  issueSchema,
  labelSchema,
  repositorySchema,
} from "../../../../src/engine/forges/github/api/answer-schemas.ts";
import { Token } from "../../../../src/engine/forges/github/api/token.ts";

interface Recorded {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly response: unknown;
}

const require = createRequire(import.meta.url);

function recorded(scenario: string): readonly Recorded[] {
  return require(`@octokit/fixtures/scenarios/api.github.com/${scenario}/normalized-fixture.json`) as Recorded[];
}

describe("recorded answers of GitHub", () => {
  it.each<[string, string, string, z.ZodType]>([
    ["get-repository", "get", "/repos/octokit-fixture-org/hello-world", repositorySchema],
    ["rename-repository", "get", "/repositories/1000", repositorySchema],
    ["labels", "get", "/repos/octokit-fixture-org/labels/labels", labelSchema.array()],
    ["labels", "post", "/repos/octokit-fixture-org/labels/labels", labelSchema],
    [
      "add-labels-to-issue",
      "post",
      "/repos/octokit-fixture-org/add-labels-to-issue/issues/1/labels",
      labelSchema.array(),
    ],
    ["add-labels-to-issue", "post", "/repos/octokit-fixture-org/add-labels-to-issue/issues", issueSchema],
    ["paginate-issues", "get", "/repositories/1000/issues?per_page=3&page=2", issueSchema.array()],
    [
      "create-status",
      "get",
      "/repos/octokit-fixture-org/create-status/commits/0000000000000000000000000000000000000001/status",
      combinedStatusSchema,
    ],
  ])("%s: the schema accepts %s %s", (scenario, method, path, schema) => {
    const found = recorded(scenario).find((entry) => entry.method === method && entry.path === path);
    expect(found?.status).toBeLessThan(300);
    expect(schema.safeParse(found?.response)).toMatchObject({ success: true });
  });

  it("give the reason of a failed validation", () => {
    const [found] = recorded("errors");
    const error = Object.assign(new Error("Validation Failed"), {
      name: "HttpError",
      status: found?.status,
      response: { data: found?.response },
    });
    const failure = toGitHubError(error, "Creating the label", new Token("secret", "GITHUB_TOKEN"));
    expect(failure).toMatchObject({
      code: "forge",
      status: 422,
      message: "Creating the label failed: Label color invalid (HTTP 422)",
    });
  });
});
