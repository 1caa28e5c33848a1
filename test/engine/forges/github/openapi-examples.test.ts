// The program's schemas accept every example of an answer or a webhook in GitHub's OpenAPI description.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import {
  branchSchema,
  checkRunSchema,
  combinedStatusSchema,
  commentSchema,
  fileSchema,
  issueSchema,
  jobSchema,
  labelSchema,
  mergeSchema,
  milestoneSchema,
  pullSchema,
  repositorySchema,
  reviewSchema,
  ruleSchema,
  workflowsSchema,
} from "../../../../src/engine/forges/github/api/answer-schemas.ts";

interface Document {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly responses: Readonly<Record<string, Answer>> }>>>
  >;
  readonly "x-webhooks": Readonly<Record<string, { readonly post: { readonly requestBody: Answer } }>>;
  readonly components: { readonly examples: Readonly<Record<string, { readonly value: unknown }>> };
}

interface Answer {
  readonly content?: { readonly "application/json"?: { readonly examples?: Readonly<Record<string, Example>> } };
}

type Example = { readonly $ref: string } | { readonly value: unknown };

const READ: Readonly<Record<string, z.ZodType>> = {
  "get /repos/{owner}/{repo}": repositorySchema,
  "get /repos/{owner}/{repo}/branches/{branch}": branchSchema,
  "get /repos/{owner}/{repo}/rules/branches/{branch}": ruleSchema.array(),
  "get /repos/{owner}/{repo}/pulls": pullSchema.array(),
  "post /repos/{owner}/{repo}/pulls": pullSchema,
  "get /repos/{owner}/{repo}/pulls/{pull_number}": pullSchema,
  "patch /repos/{owner}/{repo}/pulls/{pull_number}": pullSchema,
  "put /repos/{owner}/{repo}/pulls/{pull_number}/merge": mergeSchema,
  "get /repos/{owner}/{repo}/pulls/{pull_number}/files": fileSchema.array(),
  "get /repos/{owner}/{repo}/pulls/{pull_number}/reviews": reviewSchema.array(),
  "get /repos/{owner}/{repo}/pulls/{pull_number}/comments": commentSchema.array(),
  "get /repos/{owner}/{repo}/commits/{ref}/check-runs": z.object({ check_runs: checkRunSchema.array() }),
  "get /repos/{owner}/{repo}/commits/{ref}/status": combinedStatusSchema,
  "get /repos/{owner}/{repo}/actions/jobs/{job_id}": jobSchema,
  "get /repos/{owner}/{repo}/actions/workflows": workflowsSchema,
  "get /repos/{owner}/{repo}/labels": labelSchema.array(),
  "get /repos/{owner}/{repo}/milestones": milestoneSchema.array(),
  "post /repos/{owner}/{repo}/milestones": milestoneSchema,
  "get /repos/{owner}/{repo}/issues": issueSchema.array(),
  "post /repos/{owner}/{repo}/issues": issueSchema,
};

/** A webhook's payload has the objects of the API's answers under these names. */
const CARRIED = {
  pull_request: pullSchema,
  repository: repositorySchema,
  check_run: checkRunSchema,
  label: labelSchema,
  milestone: milestoneSchema,
  issue: issueSchema,
  review: reviewSchema,
};

describe.each(["api.github.com", "ghes-3.17"])("examples of %s", (server) => {
  const file = createRequire(import.meta.url).resolve(`@octokit/openapi/generated/${server}.json`);
  const { paths, "x-webhooks": webhooks, components } = JSON.parse(readFileSync(file, "utf8")) as Document;
  const valuesOf = (answer: Answer | undefined) =>
    Object.values(answer?.content?.["application/json"]?.examples ?? {}).map((example) =>
      "$ref" in example ? components.examples[example.$ref.split("/").at(-1) ?? ""]?.value : example.value,
    );

  it.each(Object.entries(READ))("%s", (operation, schema) => {
    const [method = "", path = ""] = operation.split(" ");
    const values = Object.entries(paths[path]?.[method]?.responses ?? {}).flatMap(([status, answer]) =>
      status.startsWith("2") ? valuesOf(answer) : [],
    );
    expect(values).not.toEqual([]);
    for (const value of values) expect(schema.safeParse(value).error?.issues).toBeUndefined();
  });

  it("of webhooks", () => {
    const payloads = Object.values(webhooks).flatMap(({ post }) => valuesOf(post.requestBody));
    const carried = payloads.flatMap((payload) =>
      Object.entries(CARRIED).flatMap(([name, schema]) => {
        const value =
          typeof payload === "object" && payload !== null
            ? Object.entries(payload).find(([key]) => key === name)?.[1]
            : undefined;
        return value === undefined ? [] : [{ name, problems: schema.safeParse(value).error?.issues }];
      }),
    );
    expect(carried.length).toBeGreaterThan(0);
    expect(carried.filter(({ problems }) => problems !== undefined)).toEqual([]);
  });
});
