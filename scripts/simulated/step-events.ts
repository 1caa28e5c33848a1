import type { TransientEvent } from "../../src/engine/model/transient-events.ts";
import type { StepName } from "../../src/engine/model/steps.ts";

/** Returns the transient events of a step: output, messages of the agent, tool calls and usage. */
export function stepEvents(issue: string, step: StepName): readonly TransientEvent[] {
  const log = (source: Extract<TransientEvent, { type: "log" }>["source"], text: string): TransientEvent => ({
    type: "log",
    issue,
    source,
    text,
  });
  const tool = (id: string, tool: string, title: string, state: "running" | "done" | "failed"): TransientEvent => ({
    type: "activity",
    issue,
    activity: { kind: "tool", id: `${issue}-${id}`, title, tool, state, files: [] },
  });
  const says = (kind: "message" | "thought", text: string): TransientEvent => ({
    type: "activity",
    issue,
    activity: { kind, text },
  });
  switch (step) {
    case "worktree":
      return [
        log("git", "Preparing worktree (new branch)"),
        log("setup", "npm ci"),
        log("setup", "added 312 packages in 4s"),
      ];
    case "implement":
      return [
        says(
          "message",
          "I'll start with the service, then wire the endpoint and add tests for the ways in which a key can be wrong.",
        ),
        says(
          "thought",
          "The repository layer already has a session helper; reuse it rather than opening another connection.",
        ),
        tool("1", "Read", "src/services/session.py", "running"),
        tool("1", "Read", "src/services/session.py", "done"),
        tool("2", "Edit", "src/services/api_key.py", "done"),
        tool("3", "Edit", "src/api/keys.py", "running"),
        tool("3", "Edit", "src/api/keys.py", "done"),
        tool("4", "Bash", "pytest -q tests/test_api_key.py", "running"),
        tool("4", "Bash", "pytest -q tests/test_api_key.py", "failed"),
        says(
          "message",
          "One assertion was wrong: expired keys must answer 401, not 403. ✅ Fixing the handler.\nThen the docs.",
        ),
        tool("5", "Edit", "src/api/keys.py", "done"),
        tool("6", "Bash", "pytest -q tests/test_api_key.py", "done"),
        { type: "activity", issue, activity: { kind: "usage", tokens: 41_200, usd: 0.31 } },
        says("message", "Done: 4 files, with tests for expiry, revocation and a key of another tenant."),
      ];
    case "auto-fix":
      return [log("lint", "All checks passed!"), log("typecheck", "Success: no issues found in 48 source files")];
    case "tests":
      return [
        "tests/test_login.py ..........",
        "tests/test_api_key.py ......",
        "tests/test_tenant.py ...............",
        "================ 47 passed in 3.12s ================",
      ].map((text) => log("test", text));
    case "push":
      return [log("git", " * [new branch]      HEAD -> feat/m3-103-api-key-service")];
    case "review":
      return [
        says("message", "Reading the diff against the spec, criterion by criterion."),
        { type: "activity", issue, activity: { kind: "usage", tokens: 9_000, usd: 0.07 } },
      ];
    case "gates":
    case "commit":
    case "pull-request":
    case "ci":
    case "fix":
      return [];
  }
}
