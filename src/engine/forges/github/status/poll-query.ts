// The GraphQL query for the status of many pull requests, and its answer.
import { z } from "zod";
import type { Check } from "./check-verdict.ts";
import { jobIn, runState, statusState } from "./check-verdict.ts";
import type { Opinion } from "./people.ts";

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? undefined);

const checkRunNode = z.object({
  __typename: z.literal("CheckRun"),
  name: z.string(),
  status: z.string(),
  conclusion: z.string().nullable(),
  detailsUrl: text,
  summary: text,
});

const statusNode = z.object({
  __typename: z.literal("StatusContext"),
  context: z.string(),
  state: z.string(),
  targetUrl: text,
  description: text,
});

/** Whether the list has more items than the query requested. */
const pageInfo = z.object({ hasNextPage: z.boolean() }).default({ hasNextPage: false });

const contextNode = z.discriminatedUnion("__typename", [checkRunNode, statusNode]);

const opinionNode = z.object({
  author: z.object({ login: z.string() }).nullable(),
  state: z.string(),
  body: z.string(),
  comments: z.object({
    pageInfo,
    nodes: z.array(z.object({ path: z.string(), line: z.int().nullable(), body: z.string() })),
  }),
});

const pullNode = z.object({
  id: z.string(),
  number: z.int(),
  url: z.string(),
  title: z.string(),
  body: z.string(),
  state: z.enum(["OPEN", "CLOSED", "MERGED"]),
  isDraft: z.boolean(),
  headRefName: z.string(),
  headRefOid: z.string(),
  baseRefName: z.string(),
  /** Null where the branch was deleted. */
  baseRef: z
    .object({
      refUpdateRule: z.object({ requiredStatusCheckContexts: z.array(z.string().nullable()).nullable() }).nullable(),
      rules: z
        .object({
          nodes: z.array(
            z.object({
              parameters: z
                .object({ requiredStatusChecks: z.array(z.object({ context: z.string() })).optional() })
                .nullable(),
            }),
          ),
        })
        .nullable(),
    })
    .nullable(),
  mergeable: z.enum(["MERGEABLE", "CONFLICTING", "UNKNOWN"]),
  labels: z.object({ nodes: z.array(z.object({ name: z.string() })) }).nullable(),
  statusCheckRollup: z.object({ contexts: z.object({ pageInfo, nodes: z.array(contextNode) }) }).nullable(),
  latestOpinionatedReviews: z.object({ pageInfo, nodes: z.array(opinionNode) }).nullable(),
});
export type PullNode = z.infer<typeof pullNode>;

/** Null for a pull request that could not be read. */
export const pollSchema = z.object({ repository: z.record(z.string(), pullNode.nullable()) });

const FIELDS = `
  id number url title body state isDraft headRefName headRefOid baseRefName mergeable
  baseRef {
    refUpdateRule { requiredStatusCheckContexts }
    rules(first: 50) { nodes { parameters {
      ... on RequiredStatusChecksParameters { requiredStatusChecks { context } }
    } } }
  }
  labels(first: 50) { nodes { name } }
  statusCheckRollup { contexts(first: 100) { pageInfo { hasNextPage } nodes {
    __typename
    ... on CheckRun { name status conclusion detailsUrl summary }
    ... on StatusContext { context state targetUrl description }
  } } }
  latestOpinionatedReviews(first: 20) { pageInfo { hasNextPage } nodes {
    author { login } state body
    comments(first: 30) { pageInfo { hasNextPage } nodes { path line body } }
  } }`;

/** Returns one query for all given pull requests. Their aliases are `p<number>`. */
export function pollQuery(numbers: readonly number[]): string {
  const pulls = numbers.map((number) => `p${number}: pullRequest(number: ${number}) {${FIELDS} }`);
  return `query($owner: String!, $repo: String!) { repository(owner: $owner, name: $repo) {\n${pulls.join("\n")}\n} }`;
}

/** Whether the answer lacks some checks, reviews or comments, among which may be a failed check. */
export function isTruncated({ statusCheckRollup, latestOpinionatedReviews }: PullNode): boolean {
  const pages = [
    statusCheckRollup?.contexts,
    latestOpinionatedReviews,
    ...(latestOpinionatedReviews?.nodes ?? []).map(({ comments }) => comments),
  ];
  return pages.some((page) => page?.pageInfo.hasNextPage === true);
}

type ContextNode = z.infer<typeof contextNode>;

export function checksOf(node: PullNode): readonly Check[] {
  return (node.statusCheckRollup?.contexts.nodes ?? []).map(checkOf);
}

/** Returns the names of the checks that branch protection or rulesets require. */
export function requiredOf({ baseRef }: PullNode): readonly string[] {
  const byProtection = baseRef?.refUpdateRule?.requiredStatusCheckContexts ?? [];
  const byRuleset = (baseRef?.rules?.nodes ?? []).flatMap(({ parameters }) => parameters?.requiredStatusChecks ?? []);
  return [...new Set([...byProtection.filter((name) => name !== null), ...byRuleset.map(({ context }) => context)])];
}

function checkOf(context: ContextNode): Check {
  return context.__typename === "CheckRun"
    ? {
        name: context.name,
        state: runState(context.status, context.conclusion),
        url: context.detailsUrl,
        output: context.summary,
        job: jobIn(context.detailsUrl),
      }
    : {
        name: context.context,
        state: statusState(context.state),
        url: context.targetUrl,
        output: context.description,
        job: undefined,
      };
}

export function opinionsOf(node: PullNode): readonly Opinion[] {
  return (node.latestOpinionatedReviews?.nodes ?? []).map(({ author, state, body, comments }) => ({
    login: author?.login ?? "ghost",
    state,
    body,
    comments: comments.nodes.map((comment) => ({ ...comment, line: comment.line ?? undefined })),
  }));
}
