// A GitHub double on loopback: real git over smart HTTP, an API that behaves like GitHub's, and injected faults.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createEmulator } from "emulate";
import { onTestFinished } from "vitest";
import { temporaryFolder } from "../repository.ts";
import { answerApi, type ApiParts, type LoggedRequest } from "./api.ts";
import type { Backend, Json } from "./backend.ts";
import { bareRepository, type BareRepository } from "./bare.ts";
import { createBranches } from "./branches.ts";
import { createChecks, type CheckRunInput, type Status } from "./checks.ts";
import { createFaults, type Faults } from "./faults.ts";
import { answerGit, gitLogin } from "./git-http.ts";
import { createPulls, type PullJson } from "./pulls.ts";
import { createReviews, type CommentJson, type ReviewJson } from "./reviews.ts";
import { createRoutes } from "./routes.ts";

export interface GitHubOptions {
  readonly owner?: string;
  readonly repo?: string;
  /** Token → login. Default: `token` is the program's, `other-token` a colleague's. */
  readonly tokens?: Readonly<Record<string, string>>;
  readonly defaultBranch?: string;
  /** A bare repository to copy; default: an empty repository. */
  readonly template?: string;
  /** Value of the header `X-OAuth-Scopes`; undefined: no header, as for fine-grained tokens. */
  readonly scopes?: string | undefined;
}

export interface GitHubDouble {
  readonly owner: string;
  readonly repo: string;
  /** Root of the API, in the form of an Enterprise server: `http://127.0.0.1:<port>/api/v3`. */
  readonly apiUrl: string;
  readonly bare: BareRepository;
  readonly faults: Faults;
  /** All API requests so far. */
  readonly requests: readonly LoggedRequest[];
  /** Returns the URL of the repository: without a token, as in a repository's config, or with one, for git. */
  gitUrl(token?: string): string;
  pulls(): Promise<readonly PullJson[]>;
  reviews(number: number): readonly ReviewJson[];
  comments(number: number): readonly CommentJson[];
  protect(branch: string, requiredChecks?: readonly string[]): void;
  checkRun(sha: string, run: CheckRunInput): void;
  status(sha: string, context: string, state: Status["state"]): void;
  /** Sets the number of the repository's GitHub Actions workflows. */
  setWorkflows(count: number): void;
  /** Sends an API request with this token, for the actions of other people. */
  as(token: string, method: string, path: string, body?: Json): Promise<{ status: number; body: unknown }>;
  close(): Promise<void>;
}

/**
 * Starts the double until the test ends. The test fails where a request or an answer differs from GitHub's
 * documentation.
 */
export async function startGitHub(options: GitHubOptions = {}): Promise<GitHubDouble> {
  const {
    owner = "acme",
    repo = "shop",
    tokens = { token: "robot", "other-token": "colleague" },
    defaultBranch = "main",
  } = options;
  const scopes = "scopes" in options ? options.scopes : "repo";
  const folder = temporaryFolder();
  mkdirSync(join(folder, owner));
  const bare = bareRepository(join(folder, owner, `${repo}.git`), options.template);
  const server = createServer();
  const root = await listen(server);
  const emulator = await createEmulator({
    service: "github",
    port: 0,
    seed: {
      tokens: Object.fromEntries(Object.entries(tokens).map(([token, login]) => [token, { login, scopes: ["repo"] }])),
      github: {
        users: [...new Set(Object.values(tokens))].map((login) => ({ login })),
        orgs: [{ login: owner, members: Object.values(tokens).map((login) => ({ login, role: "admin" })) }],
        repos: [{ owner, name: repo }],
      },
    },
  });
  const backend = createBackend({ owner, repo, defaultBranch, root, bare, tokens, emulatorUrl: emulator.url });
  const pulls = createPulls(backend);
  const reviews = createReviews(backend, pulls);
  const checks = createChecks(backend);
  const branches = createBranches(backend);
  const parts: ApiParts = {
    tokens,
    scopes,
    checks,
    graphql: { backend, pulls, reviews, checks, branches },
    routes: createRoutes(backend, pulls, reviews, checks, branches),
    faults: createFaults(() => Date.now()),
    requests: [],
    violations: [],
  };
  server.on("request", (request, response) => {
    const git = /^\/[^/]+\/[^/]+\.git\//.test(request.url ?? "");
    const answered = git
      ? answerGit(
          { root: folder, login: gitLogin(request, tokens), faults: parts.faults, pushed: () => pulls.afterPush() },
          request,
          response,
        )
      : answerApi(parts, request, response);
    answered.catch((error: unknown) => {
      parts.violations.push(`the double failed: ${error instanceof Error ? error.stack : String(error)}`);
      response.destroy();
    });
  });
  let closed = false;
  const double: GitHubDouble = {
    owner,
    repo,
    bare,
    apiUrl: `${root}/api/v3`,
    faults: parts.faults,
    requests: parts.requests,
    gitUrl: (token) => `${token ? root.replace("://", `://x-access-token:${token}@`) : root}/${owner}/${repo}.git`,
    pulls: () => pulls.all(),
    reviews: (number) => reviews.of(number),
    comments: (number) => reviews.commentsOf(number),
    protect(branch, required) {
      branches.protect(branch, required);
      bare.protect(branch);
    },
    checkRun: (sha, run) => checks.run(sha, run),
    status: (sha, context, state) => checks.status(sha, context, state),
    setWorkflows: (count) => void (checks.workflows = count),
    async as(token, method, path, body) {
      const response = await fetch(`${root}/api/v3${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, "x-double": "other" },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      return { status: response.status, body: response.status === 204 ? undefined : await response.json() };
    },
    async close() {
      if (closed) return;
      closed = true;
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      await emulator.close();
      if (parts.violations.length > 0)
        throw new Error(`Not as GitHub documents it:\n${[...new Set(parts.violations)].join("\n")}`);
    },
  };
  onTestFinished(() => double.close());
  return double;
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function createBackend(
  options: Pick<Backend, "owner" | "repo" | "defaultBranch" | "root" | "bare"> & {
    tokens: Readonly<Record<string, string>>;
    emulatorUrl: string;
  },
): Backend {
  const { owner, repo, root, tokens, emulatorUrl } = options;
  return {
    ...options,
    now: () => new Date().toISOString().replace(/\.\d+Z$/, "Z"),
    async emulator(method, path, body, login) {
      const token = Object.keys(tokens).find((token) => login === undefined || tokens[token] === login) ?? "";
      const response = await fetch(emulatorUrl.replace("localhost", "127.0.0.1") + path, {
        method,
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      const text = await response.text();
      // Replaces the emulator's address. The emulator has one root for API and pages; GitHub's pages have no `/api/v3`.
      const fixed = text
        .replaceAll(`${emulatorUrl}/${owner}/${repo}/`, `${root}/${owner}/${repo}/`)
        .replaceAll(emulatorUrl, `${root}/api/v3`);
      const link = response.headers.get("link");
      return {
        status: response.status,
        ...(fixed ? { body: JSON.parse(fixed, completeAccount) as unknown } : {}),
        ...(link ? { headers: { link } } : {}),
      };
    },
  };
}

/** Adds the fields that the emulator omits from an organization that owns something. */
function completeAccount(_key: string, value: unknown): unknown {
  if (
    typeof value !== "object" ||
    value === null ||
    !("login" in value) ||
    !("url" in value) ||
    typeof value.url !== "string"
  )
    return value;
  const { url } = value;
  const urls = [
    "followers",
    "following",
    "gists",
    "starred",
    "subscriptions",
    "organizations",
    "repos",
    "events",
    "received_events",
  ];
  return { gravatar_id: "", ...Object.fromEntries(urls.map((name) => [`${name}_url`, `${url}/${name}`])), ...value };
}
