// Errors for failed requests, with GitHub's own words and a hint, and without the token.
import { MilestoneError, messageOf, systemCode } from "../../../model/errors.ts";
import type { Token } from "./token.ts";
import { TIMEOUT_MESSAGE } from "./transport.ts";

/** A failed request. `status` is undefined where no answer came; the request may have had its effect. */
export class GitHubError extends MilestoneError {
  readonly status: number | undefined;
  /** GitHub's own messages, one per error. */
  readonly words: readonly string[];

  constructor(
    message: string,
    options: { status: number | undefined; words: readonly string[]; hint: string; cause?: unknown },
  ) {
    super("forge", message, options);
    this.status = options.status;
    this.words = options.words;
  }

  /** True where it cannot be known whether the request had its effect. */
  get unknown(): boolean {
    return this.status === undefined || this.status >= 500;
  }
}

/**
 * Converts an error from octokit into a `GitHubError`. Returns any error that is not a failed request unchanged.
 * @param what the operation, e.g. `Creating the pull request`
 */
export function toGitHubError(error: unknown, what: string, token: Token): unknown {
  if (isGraphqlError(error)) {
    const words = error.errors.map(({ message }) => token.redact(message));
    return new GitHubError(`${what} failed: ${words.join("; ")}`, { status: 200, words, hint: hintOf(200, token) });
  }
  if (!isRequestError(error)) return error;
  const answered = error.response !== undefined;
  const words = answered ? wordsOf(error.response?.data, error.message) : [networkWords(error)];
  const status = answered ? error.status : undefined;
  const said = token.redact(words.join("; "));
  const message = answered ? `${what} failed: ${said} (HTTP ${error.status})` : `${what} failed: ${said}`;
  // Keeps only the text: octokit's error contains the request with the token in its headers.
  return new GitHubError(message, {
    status,
    words: words.map((word) => token.redact(word)),
    hint: hintOf(status, token),
  });
}

interface RequestFailure {
  readonly status: number;
  readonly message: string;
  readonly cause?: unknown;
  readonly response?: { readonly data: unknown } | undefined;
}

function isRequestError(error: unknown): error is RequestFailure {
  return error instanceof Error && error.name === "HttpError" && "status" in error;
}

function isGraphqlError(
  error: unknown,
): error is { readonly errors: readonly { readonly message: string; readonly path?: readonly (string | number)[] }[] } {
  return (
    error instanceof Error && error.name === "GraphqlResponseError" && "errors" in error && Array.isArray(error.errors)
  );
}

/**
 * Returns the data of a GraphQL answer that failed in part, and the paths of the failed fields.
 * @throws the given error where the answer has no data
 */
export function partialAnswerOf(error: unknown): {
  readonly data: unknown;
  readonly failed: readonly (readonly string[])[];
} {
  if (!isGraphqlError(error) || !("data" in error) || typeof error.data !== "object" || error.data === null)
    throw error;
  return { data: error.data, failed: error.errors.map(({ path = [] }) => path.map(String)) };
}

/** Returns the messages of GitHub's `errors`, which may be texts or objects; else its `message`. */
function wordsOf(data: unknown, fallback: string): string[] {
  if (typeof data !== "object" || data === null || !("message" in data)) return [fallback];
  const errors = "errors" in data && Array.isArray(data.errors) ? data.errors : [];
  const details = errors
    .map((error: unknown) => (typeof error === "string" ? error : detailOf(error)))
    .filter((text) => text !== "");
  return details.length > 0 ? details : [String(data.message)];
}

function detailOf(error: unknown): string {
  if (typeof error !== "object" || error === null) return "";
  if ("message" in error && typeof error.message === "string") return error.message;
  const parts = ["resource", "field", "code"].map((key) =>
    key in error ? String(Object.entries(error).find(([name]) => name === key)?.[1]) : "",
  );
  return parts.filter((part) => part !== "").join(" ");
}

function networkWords(error: RequestFailure): string {
  if (error.message.includes(TIMEOUT_MESSAGE)) return "GitHub did not answer in time";
  // The message is `fetch failed`. The reason is in the cause.
  const reason = error.cause instanceof Error ? (error.cause.cause ?? error.cause) : error.cause;
  const code = systemCode(reason);
  const said = reason === undefined ? error.message : messageOf(reason);
  return `GitHub could not be reached (${code && !said.includes(code) ? `${code}: ${said}` : said})`;
}

function hintOf(status: number | undefined, token: Token): string {
  if (status === undefined) return "Check the network connection and github.baseUrl, then retry.";
  if (status === 401) return `The ${token.source} token is not accepted: renew it.`;
  if (status === 403)
    return `Give the ${token.source} token access to the repository: contents, issues and pull requests, to write.`;
  if (status === 404) return "Check that the repository exists and that the token may see it.";
  if (status >= 500) return "GitHub has a problem; see githubstatus.com and retry.";
  return "Correct what GitHub names, then retry.";
}
