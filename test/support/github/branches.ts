// The branches of the double's repository, with the protection that a test sets.
import type { Answer, ApiRequest, Backend } from "./backend.ts";
import { failure } from "./backend.ts";

export interface Branches {
  protect(branch: string, requiredChecks?: readonly string[]): void;
  requiredChecks(branch: string): readonly string[];
  get(request: ApiRequest): Answer;
  rules(request: ApiRequest): Answer;
}

export function createBranches(backend: Backend): Branches {
  const protections = new Map<string, readonly string[]>();
  const api = `${backend.root}/api/v3/repos/${backend.owner}/${backend.repo}`;
  return {
    protect: (branch, requiredChecks = []) => void protections.set(branch, requiredChecks),
    requiredChecks: (branch) => protections.get(branch) ?? [],
    get(request) {
      const name = request.params["branch"] ?? "";
      const sha = backend.bare.head(name);
      if (!sha) return failure(404, "Branch not found");
      const contexts = protections.get(name);
      const url = `${api}/branches/${encodeURIComponent(name)}`;
      return {
        status: 200,
        body: {
          name,
          commit: commitJson(backend, api, sha),
          protected: contexts !== undefined,
          protection_url: `${url}/protection`,
          _links: { html: `${backend.root}/${backend.owner}/${backend.repo}/tree/${name}`, self: url },
          protection: {
            enabled: contexts !== undefined,
            required_status_checks: {
              enforcement_level: contexts ? "non_admins" : "off",
              contexts: contexts ?? [],
              checks: [],
            },
          },
        },
      };
    },
    rules: () => ({ status: 200, body: [] }),
  };
}

function commitJson(backend: Backend, api: string, sha: string) {
  const person = { name: "Test Person", email: "test@example.invalid", date: backend.now() };
  const url = `${api}/commits/${sha}`;
  const verification = { verified: false, reason: "unsigned", signature: null, payload: null, verified_at: null };
  return {
    sha,
    url,
    node_id: "C_1",
    html_url: url,
    comments_url: `${url}/comments`,
    author: null,
    committer: null,
    parents: [],
    commit: {
      url,
      author: person,
      committer: person,
      message: "…",
      comment_count: 0,
      tree: { sha, url },
      verification,
    },
  };
}
