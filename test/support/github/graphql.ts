// Executes GraphQL with GitHub's own schema. Unknown fields and nulls in non-null fields fail.
import { readFileSync } from "node:fs";
import { buildSchema, graphql, type GraphQLSchema } from "graphql";
import type { Answer, Backend, Json } from "./backend.ts";
import { text } from "./backend.ts";
import type { Branches } from "./branches.ts";
import type { CheckRun, Checks, Status } from "./checks.ts";
import type { PullJson, Pulls } from "./pulls.ts";
import type { Reviews } from "./reviews.ts";

interface Parts {
  readonly backend: Backend;
  readonly pulls: Pulls;
  readonly reviews: Reviews;
  readonly checks: Checks;
  readonly branches: Branches;
}

// Resolves the file directly, since the package's entry point reads five more megabytes.
const SCHEMA = new URL("schema.graphql", import.meta.resolve("@octokit/graphql-schema"));
let schema: GraphQLSchema | undefined;

/** Answers a GraphQL request as GitHub does: 200, with `errors` where something failed. */
export async function answerGraphql(parts: Parts, body: Json): Promise<Answer> {
  schema ??= buildSchema(readFileSync(SCHEMA, "utf8"), { assumeValid: true });
  const variables = body["variables"];
  const result = await graphql({
    schema,
    source: text(body["query"]) ?? "",
    rootValue: rootOf(parts),
    variableValues: typeof variables === "object" && variables !== null ? { ...variables } : {},
  });
  const errors = result.errors?.map((error) => ({
    type: error.originalError instanceof GraphqlFailure ? error.originalError.type : "INTERNAL",
    path: error.path,
    message: error.message,
  }));
  return { status: 200, body: { data: result.data ?? null, ...(errors ? { errors } : {}) } };
}

class GraphqlFailure extends Error {
  readonly type: string;
  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

function rootOf(parts: Parts) {
  const { pulls, backend } = parts;
  const byNode = async (id: string) => {
    const pull = (await pulls.all()).find(({ node_id }) => node_id === id);
    if (!pull) throw new GraphqlFailure("NOT_FOUND", `Could not resolve to a node with the global id of '${id}'`);
    return pull;
  };
  const currentNode = async (number: number) => node(parts, await pulls.get(number));
  return {
    repository: ({ owner, name }: { owner: string; name: string }) => {
      if (owner !== backend.owner || name !== backend.repo)
        throw new GraphqlFailure("NOT_FOUND", `Could not resolve to a Repository with the name '${owner}/${name}'.`);
      return {
        pullRequest: async ({ number }: { number: number }) => {
          const pull = await pulls.get(number);
          if (!pull)
            throw new GraphqlFailure("NOT_FOUND", `Could not resolve to a PullRequest with the number of ${number}.`);
          return node(parts, pull);
        },
      };
    },
    markPullRequestReadyForReview: async ({ input }: { input: { pullRequestId: string } }) => {
      const pull = await byNode(input.pullRequestId);
      await pulls.change(pull.number, { draft: false });
      return { pullRequest: await currentNode(pull.number) };
    },
    convertPullRequestToDraft: async ({ input }: { input: { pullRequestId: string } }) => {
      const pull = await byNode(input.pullRequestId);
      await pulls.change(pull.number, { draft: true });
      return { pullRequest: await currentNode(pull.number) };
    },
  };
}

function node(parts: Parts, pull: PullJson | undefined) {
  if (!pull) return null;
  const { reviews, checks, branches } = parts;
  const contexts = [
    ...checks.runsOf(pull.head.sha).map(checkRunNode),
    ...checks.statusesOf(pull.head.sha).map(statusNode),
  ];
  const facts = parts.pulls.facts(pull.number);
  const labels = (pull["labels"] as { name: string }[]).map(({ name }) => ({ name }));
  return {
    id: pull.node_id,
    number: pull.number,
    url: pull.html_url,
    title: pull.title,
    body: pull.body ?? "",
    state: facts?.merged ? "MERGED" : pull.state.toUpperCase(),
    isDraft: pull.draft,
    headRefName: pull.head.ref,
    headRefOid: pull.head.sha,
    baseRefName: pull.base.ref,
    isCrossRepository: false,
    mergeable: pull["mergeable"] === null ? "UNKNOWN" : pull["mergeable"] ? "MERGEABLE" : "CONFLICTING",
    labels: connection(labels),
    statusCheckRollup: contexts.length === 0 ? null : { contexts: connection(contexts) },
    baseRef: {
      name: pull.base.ref,
      refUpdateRule: { requiredStatusCheckContexts: branches.requiredChecks(pull.base.ref) },
      rules: connection([]),
    },
    latestOpinionatedReviews: connection(
      latestOpinions(reviews.of(pull.number)).map((review) => reviewNode(parts, pull, review)),
    ),
  };
}

function checkRunNode(run: CheckRun) {
  return {
    __typename: "CheckRun",
    databaseId: run.id,
    name: run.name,
    status: run.status.toUpperCase(),
    conclusion: run.conclusion?.toUpperCase() ?? null,
    detailsUrl: run["details_url"],
    summary: (run["output"] as { summary: string | null }).summary,
    text: null,
  };
}

function statusNode(status: Status) {
  return {
    __typename: "StatusContext",
    context: status.context,
    state: status.state.toUpperCase(),
    targetUrl: status.target_url,
    description: status.description,
  };
}

function reviewNode({ reviews }: Parts, pull: PullJson, review: ReturnType<Reviews["of"]>[number]) {
  const comments = reviews.commentsOf(pull.number).filter((comment) => comment.pull_request_review_id === review.id);
  return {
    author: { __typename: "User", login: review.user["login"] },
    state: review.state,
    body: review.body,
    comments: connection(comments.map(({ path, line, body }) => ({ path, line, body }))),
  };
}

/** Returns each person's latest review that is not just a comment. */
function latestOpinions(reviews: ReturnType<Reviews["of"]>) {
  return [
    ...new Map(
      reviews.filter(({ state }) => state !== "COMMENTED").map((review) => [review.user["login"], review]),
    ).values(),
  ];
}

function connection<T>(nodes: readonly T[]) {
  return ({ first }: { first: number }) => ({
    nodes: nodes.slice(0, first),
    totalCount: nodes.length,
    pageInfo: { hasNextPage: nodes.length > first },
  });
}
