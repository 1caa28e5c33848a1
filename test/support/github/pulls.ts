// The pull requests of the double: the emulator stores title, body, labels and numbers; the rest comes from git.
import type { Answer, ApiRequest, Backend, Json } from "./backend.ts";
import { failure, paged, text } from "./backend.ts";

/** The fields of a pull request that the double reads, as both the emulator and GitHub have them. */
export interface PullJson extends Json {
  readonly number: number;
  readonly node_id: string;
  readonly title: string;
  readonly body: string | null;
  readonly state: "open" | "closed";
  readonly draft: boolean;
  readonly html_url: string;
  readonly user: Json;
  readonly created_at: string;
  readonly merged_at: string | null;
  readonly head: { readonly ref: string; readonly sha: string; readonly label: string };
  readonly base: { readonly ref: string; readonly sha: string };
}

/** The data about a pull request that the emulator does not store. Head and base are frozen when it is closed. */
interface PullFacts {
  head: string;
  base: string;
  merged: { readonly at: string; readonly sha: string; readonly by: Json } | undefined;
  milestone: unknown;
}

export interface Pulls {
  create(request: ApiRequest): Promise<Answer>;
  list(request: ApiRequest): Promise<Answer>;
  get(number: number): Promise<PullJson | undefined>;
  all(): Promise<readonly PullJson[]>;
  change(number: number, change: Json): Promise<void>;
  merge(number: number, options: { squash: boolean; title?: string | undefined }): Promise<string>;
  facts(number: number): Readonly<PullFacts> | undefined;
  setMilestone(number: number, milestone: unknown): void;
  /** Closes pull requests whose branches are gone, as GitHub does after a push. */
  afterPush(): Promise<void>;
}

export function createPulls(backend: Backend): Pulls {
  const { bare, owner, repo } = backend;
  const root = `/repos/${owner}/${repo}`;
  const known = new Map<number, PullFacts>();

  const pulls: Pulls = {
    async create(request) {
      const problem = refusal(backend, request.body, await pulls.all());
      if (problem) return problem;
      const answer = await backend.emulator("POST", `${root}/pulls`, request.body, request.login);
      if (answer.status !== 201) return answer;
      return { status: 201, body: detailed(overlay(answer.body as PullJson)) };
    },
    async list(request) {
      const { query } = request;
      const state = query.get("state") ?? "open";
      const head = query.get("head");
      const base = query.get("base");
      const ascending = query.get("direction") === "asc";
      const found = (await pulls.all()).filter(
        (pull) =>
          (state === "all" || pull.state === state) &&
          (!head?.includes(":") || pull.head.label === head) &&
          (!base || pull.base.ref === base),
      );
      const ordered = found.sort((a, b) => (ascending ? a.number - b.number : b.number - a.number));
      return paged(backend, request, ordered);
    },
    async get(number) {
      const answer = await backend.emulator("GET", `${root}/pulls/${number}`);
      return answer.status === 200 ? detailed(overlay(answer.body as PullJson)) : undefined;
    },
    async all() {
      const found: PullJson[] = [];
      for (let page = 1; ; page += 1) {
        const answer = await backend.emulator("GET", `${root}/pulls?state=all&per_page=100&page=${page}`);
        const items = answer.body as PullJson[];
        found.push(...items.map((pull) => simple(overlay(pull))));
        if (items.length < 100) return found;
      }
    },
    async change(number, change) {
      await pulls.get(number); // Stores the current head and base.
      await backend.emulator("PATCH", `${root}/pulls/${number}`, change);
    },
    async merge(number, { squash, title }) {
      const pull = await pulls.get(number);
      if (!pull) throw new Error(`no pull request ${number}`);
      const sha = bare.merge(pull.base.ref, pull.head.sha, squash, title ?? `${pull.title} (#${number})`);
      await pulls.change(number, { state: "closed" });
      const facts = known.get(number);
      if (facts) facts.merged = { at: backend.now(), sha, by: pull.user };
      return sha;
    },
    facts: (number) => known.get(number),
    setMilestone(number, milestone) {
      const facts = known.get(number);
      if (facts) facts.milestone = milestone ?? null;
    },
    async afterPush() {
      for (const pull of await pulls.all()) {
        if (pull.state === "open" && (!bare.head(pull.head.ref) || !bare.head(pull.base.ref)))
          await pulls.change(pull.number, { state: "closed" });
      }
    },
  };

  /** Adds the data from git. Head and base follow their branches while the pull request is open. */
  function overlay(pull: PullJson): PullJson {
    const facts = known.get(pull.number) ?? {
      head: "",
      base: "",
      merged: undefined,
      milestone: null,
    };
    known.set(pull.number, facts);
    if (pull.state === "open") {
      facts.head = bare.head(pull.head.ref) ?? facts.head;
      facts.base = bare.head(pull.base.ref) ?? facts.base;
    }
    return {
      ...pull,
      head: { ...pull.head, sha: facts.head },
      base: { ...pull.base, sha: facts.base },
      merged_at: facts.merged?.at ?? null,
      merge_commit_sha: facts.merged?.sha ?? null,
      milestone: facts.milestone,
    };
  }

  /** Adds the fields that GitHub returns for a single pull request only, e.g. whether it can be merged. */
  function detailed(pull: PullJson): PullJson {
    const facts = known.get(pull.number);
    const open = pull.state === "open";
    const merges = open && bare.mergedTree(pull.base.sha, pull.head.sha) !== undefined;
    const files = open ? bare.files(pull.base.sha, pull.head.sha) : [];
    return {
      ...pull,
      merged: facts?.merged !== undefined,
      merged_by: facts?.merged?.by ?? null,
      mergeable: open ? merges : null,
      mergeable_state: !open ? "unknown" : !merges ? "dirty" : pull.draft ? "draft" : "clean",
      commits: bare.ahead(pull.base.sha, pull.head.sha),
      changed_files: files.length,
      additions: files.reduce((sum, file) => sum + file.additions, 0),
      deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    };
  }

  function simple(pull: PullJson): PullJson {
    // GitHub's schema for lists requires a description for each label.
    const labels = (pull["labels"] as Json[]).map((label) => ({ ...label, description: label["description"] ?? "" }));
    return { ...pull, labels, merged: undefined, mergeable: undefined, mergeable_state: undefined };
  }

  return pulls;
}

/** Returns GitHub's rejection: missing branches, a second open pull request for the branches, nothing to merge. */
function refusal({ bare, owner }: Backend, body: Json, existing: readonly PullJson[]): Answer | undefined {
  const base = text(body["base"]) ?? "";
  const head = text(body["head"])?.split(":").at(-1) ?? "";
  const invalid = (error: Json) => failure(422, "Validation Failed", [{ resource: "PullRequest", ...error }]);
  const baseSha = bare.head(base);
  const headSha = bare.head(head);
  for (const [field, maximum] of [
    ["title", 256],
    ["body", 65_536],
  ] as const) {
    if ((text(body[field]) ?? "").length > maximum)
      return invalid({ field, code: "custom", message: `${field} is too long (maximum is ${maximum} characters)` });
  }
  if (!baseSha) return invalid({ field: "base", code: "invalid" });
  if (!headSha) return invalid({ field: "head", code: "invalid" });
  if (existing.some((pull) => pull.state === "open" && pull.head.ref === head && pull.base.ref === base)) {
    return invalid({ code: "custom", message: `A pull request already exists for ${owner}:${head}.` });
  }
  return bare.ahead(baseSha, headSha) === 0
    ? invalid({ code: "custom", message: `No commits between ${base} and ${head}` })
    : undefined;
}
