// The fields that the program reads from GitHub's answers. All other fields are dropped.
import { z } from "zod";

const account = z.object({ login: z.string() });

/** Null for a deleted account. */
const author = account.nullable();

export const pullSchema = z.object({
  number: z.int(),
  node_id: z.string(),
  html_url: z.string(),
  title: z.string(),
  body: z.string().nullish(),
  state: z.enum(["open", "closed"]),
  draft: z.boolean().default(false),
  merged_at: z.string().nullish(),
  /** Missing in lists; null while GitHub computes it. */
  mergeable: z.boolean().nullish(),
  labels: z.array(z.object({ name: z.string() })),
  head: z.object({ ref: z.string(), sha: z.string(), repo: z.object({ full_name: z.string() }).nullable() }),
  base: z.object({ ref: z.string() }),
});
export type PullAnswer = z.infer<typeof pullSchema>;

export const repositorySchema = z.object({
  full_name: z.string(),
  default_branch: z.string(),
  archived: z.boolean().default(false),
  allow_squash_merge: z.boolean().optional(),
  permissions: z.object({ push: z.boolean(), admin: z.boolean().default(false) }).optional(),
});

export const branchSchema = z.object({
  protected: z.boolean(),
  protection: z.object({ required_status_checks: z.object({ contexts: z.array(z.string()) }).optional() }).optional(),
});

export const ruleSchema = z.object({
  type: z.string(),
  parameters: z.object({ required_status_checks: z.array(z.object({ context: z.string() })).optional() }).optional(),
});

export const labelSchema = z.object({ name: z.string(), color: z.string() });

export const milestoneSchema = z.object({ number: z.int(), title: z.string() });

export const issueSchema = z.object({
  number: z.int(),
  title: z.string(),
  body: z.string().nullish(),
  html_url: z.string(),
  pull_request: z.unknown().optional(),
});

export const fileSchema = z.object({ filename: z.string(), patch: z.string().optional() });

export const reviewSchema = z.object({
  id: z.int(),
  user: author,
  body: z.string().nullish(),
  state: z.string(),
});

export const commentSchema = z.object({
  id: z.int(),
  pull_request_review_id: z.int().nullish(),
  user: author.optional(),
  path: z.string(),
  line: z.int().nullish(),
  body: z.string(),
});
export type CommentAnswer = z.infer<typeof commentSchema>;

export const checkRunSchema = z.object({
  name: z.string(),
  status: z.string(),
  conclusion: z.string().nullable(),
  details_url: z.string().nullish(),
  html_url: z.string().nullish(),
  output: z.object({ summary: z.string().nullish(), text: z.string().nullish() }).nullish(),
});

export const combinedStatusSchema = z.object({
  statuses: z.array(
    z.object({
      context: z.string(),
      state: z.string(),
      target_url: z.string().nullish(),
      description: z.string().nullish(),
    }),
  ),
});

export const jobSchema = z.object({
  steps: z.array(z.object({ name: z.string(), conclusion: z.string().nullish() })).default([]),
});

export const workflowsSchema = z.object({ total_count: z.int() });

export const mergeSchema = z.object({ merged: z.boolean(), sha: z.string() });

/** For requests whose answer is not read. */
export const anything = z.unknown();
