// Reviews and line comments. GitHub accepts a comment only on a line that the diff shows.
import type { Answer, ApiRequest, Backend, Json } from "./backend.ts";
import { failure, paged, text } from "./backend.ts";
import type { PullJson, Pulls } from "./pulls.ts";

export interface ReviewJson extends Json {
  readonly id: number;
  readonly user: Json;
  readonly body: string;
  readonly state: "APPROVED" | "CHANGES_REQUESTED" | "COMMENTED" | "DISMISSED";
  readonly submitted_at: string;
}

export interface CommentJson extends Json {
  readonly id: number;
  readonly pull_request_review_id: number;
  readonly path: string;
  readonly line: number;
  readonly body: string;
}

export interface Reviews {
  of(number: number): readonly ReviewJson[];
  commentsOf(number: number): readonly CommentJson[];
  /** Adds a review by this user. */
  submit(pull: PullJson, body: Json, user: Json): Answer;
  list(request: ApiRequest): Answer;
  create(request: ApiRequest): Promise<Answer>;
  update(request: ApiRequest): Answer;
  comments(request: ApiRequest): Answer;
  comment(request: ApiRequest): Promise<Answer>;
  updateComment(request: ApiRequest): Answer;
}

const STATES = { APPROVE: "APPROVED", REQUEST_CHANGES: "CHANGES_REQUESTED", COMMENT: "COMMENTED" } as const;

export function createReviews(backend: Backend, pulls: Pulls): Reviews {
  const reviews = new Map<number, ReviewJson[]>();
  const comments = new Map<number, CommentJson[]>();
  let ids = 1000;

  const self: Reviews = {
    of: (number) => reviews.get(number) ?? [],
    commentsOf: (number) => comments.get(number) ?? [],
    submit(pull, body, user) {
      const event = text(body["event"]);
      const state =
        event === "APPROVE" || event === "REQUEST_CHANGES" || event === "COMMENT" ? STATES[event] : undefined;
      if (!state) return failure(422, "Unprocessable Entity");
      const entries = Array.isArray(body["comments"]) ? (body["comments"] as Json[]) : [];
      if (entries.some((entry) => !inDiff(pull, text(entry["path"]), entry["line"])))
        return failure(422, "Unprocessable Entity", ["Line could not be resolved"]);
      if (state !== "APPROVED" && entries.length === 0 && !text(body["body"]))
        return failure(422, "Unprocessable Entity");
      const review = newReview(pull, user, text(body["body"]) ?? "", state);
      for (const entry of entries) addComment(pull, review.id, user, entry);
      return { status: 200, body: review };
    },
    list: (request) => paged(backend, request, self.of(numberOf(request))),
    async create(request) {
      const pull = await pulls.get(numberOf(request));
      return pull
        ? self.submit(
            pull,
            request.body,
            (await backend.emulator("GET", "/user", undefined, request.login)).body as Json,
          )
        : failure(404, "Not Found");
    },
    update(request) {
      return replace(reviews, numberOf(request), request.params["review"], { body: request.body["body"] });
    },
    comments: (request) => paged(backend, request, self.commentsOf(numberOf(request))),
    async comment(request) {
      const pull = await pulls.get(numberOf(request));
      if (!pull) return failure(404, "Not Found");
      if (!inDiff(pull, text(request.body["path"]), request.body["line"])) {
        return failure(422, "Validation Failed", [
          {
            resource: "PullRequestReviewComment",
            code: "custom",
            field: "pull_request_review_thread.line",
            message: "could not be resolved",
          },
        ]);
      }
      const user = (await backend.emulator("GET", "/user", undefined, request.login)).body as Json;
      return { status: 201, body: addComment(pull, newReview(pull, user, "", "COMMENTED").id, user, request.body) };
    },
    updateComment(request) {
      const number = [...comments].find(([, list]) =>
        list.some(({ id }) => String(id) === request.params["comment"]),
      )?.[0];
      return number === undefined
        ? failure(404, "Not Found")
        : replace(comments, number, request.params["comment"], { body: request.body["body"] });
    },
  };

  function newReview(pull: PullJson, user: Json, body: string, state: ReviewJson["state"]): ReviewJson {
    const id = (ids += 1);
    const url = `${pull.html_url}#pullrequestreview-${id}`;
    const review: ReviewJson = {
      id,
      user,
      body,
      state,
      node_id: `PRR_${id}`,
      html_url: url,
      pull_request_url: String(pull["url"]),
      submitted_at: backend.now(),
      commit_id: pull.head.sha,
      author_association: "MEMBER",
      _links: { html: { href: url }, pull_request: { href: String(pull["url"]) } },
    };
    reviews.set(pull.number, [...self.of(pull.number), review]);
    return review;
  }

  function addComment(pull: PullJson, review: number, user: Json, entry: Json): CommentJson {
    const id = (ids += 1);
    const url = `${pull.html_url}#discussion_r${id}`;
    const api = `${backend.root}/api/v3/repos/${backend.owner}/${backend.repo}/pulls/comments/${id}`;
    const comment: CommentJson = {
      id,
      user,
      pull_request_review_id: review,
      node_id: `PRRC_${id}`,
      url: api,
      html_url: url,
      diff_hunk: "@@",
      path: String(entry["path"]),
      line: Number(entry["line"]),
      original_line: Number(entry["line"]),
      side: "RIGHT",
      position: 1,
      original_position: 1,
      commit_id: pull.head.sha,
      original_commit_id: pull.head.sha,
      body: String(entry["body"]),
      created_at: backend.now(),
      updated_at: backend.now(),
      pull_request_url: String(pull["url"]),
      author_association: "MEMBER",
      _links: { self: { href: api }, html: { href: url }, pull_request: { href: String(pull["url"]) } },
    };
    comments.set(pull.number, [...self.commentsOf(pull.number), comment]);
    return comment;
  }

  function inDiff(pull: PullJson, path: string | undefined, line: unknown): boolean {
    const file = backend.bare.files(pull.base.sha, pull.head.sha).find(({ filename }) => filename === path);
    return file !== undefined && typeof line === "number" && newLines(file.patch).has(line);
  }

  return self;
}

function replace<T extends { id: number }>(
  lists: Map<number, T[]>,
  number: number,
  id: string | undefined,
  change: Json,
): Answer {
  const list = lists.get(number) ?? [];
  const at = list.findIndex((item) => String(item.id) === id);
  const item = list[at];
  if (!item) return failure(404, "Not Found");
  const changed = { ...item, ...change };
  lists.set(number, list.with(at, changed));
  return { status: 200, body: changed };
}

/** Returns the lines of the new file that the diff shows. */
function newLines(patch: string): Set<number> {
  const lines = new Set<number>();
  let next = 0;
  for (const line of patch.split("\n")) {
    const start = /^@@ -\S+ \+(\d+)/.exec(line)?.[1];
    if (start) next = Number(start);
    else if (!line.startsWith("-") && !line.startsWith("\\")) lines.add(next++);
  }
  return lines;
}

function numberOf(request: ApiRequest): number {
  return Number(request.params["number"]);
}
