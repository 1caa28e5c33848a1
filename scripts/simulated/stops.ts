import { commandsFor } from "../../src/engine/questions/catalog.ts";
import type { Question, Stop } from "../../src/engine/model/stop.ts";

/** Returns the question that the issue with this number asks, if it asks one. */
export function simulatedQuestion(number: number, issue: string, askedAt: string): Question | undefined {
  const stop = STOPS[number];
  return stop === undefined
    ? undefined
    : { id: `q-${issue}`, issue, stop, commands: commandsFor(stop, "issue"), askedAt };
}

export function phaseQuestion(phase: number, askedAt: string): Question {
  const stop: Stop = { kind: "phase-boundary", evidence: { of: "phase", phase }, fingerprints: [`phase-${phase}`] };
  return { id: `phase-${phase}`, issue: undefined, stop, commands: commandsFor(stop, "run"), askedAt };
}

const STOPS: Readonly<Record<number, Stop>> = {
  3: {
    kind: "review",
    attempt: { number: 1, of: 2 },
    fingerprints: ["a1"],
    evidence: {
      of: "review",
      findings: [
        {
          title: "Missing docstring",
          file: "src/services/api_key.py",
          line: 15,
          severity: "warning",
          detail: "Public functions of this package say what they return and what they raise.",
        },
        { title: "Unused import", file: "src/services/api_key.py", line: 3, severity: "warning", detail: "" },
      ],
    },
  },
  4: {
    kind: "breaking-schema",
    fingerprints: ["b1"],
    evidence: {
      of: "gate",
      scopeTags: ["auth", "permissions"],
      milestone: "m3",
      findings: [
        {
          gate: "schema",
          rule: "drop-column",
          tier: "hard",
          verdict: "breaking",
          file: "alembic/versions/009_remove_legacy.py",
          line: 21,
          object: "users.legacy_status",
          message: "DROP COLUMN users.legacy_status",
          evidence:
            '-    op.add_column("users", sa.Column("legacy_status"))\n+    op.drop_column("users", "legacy_status")',
          remedy: "Move the drop to a later milestone, after the column is no longer read.",
          fingerprint: "b1",
          note: {
            kind: "migration",
            statement: 'DROP COLUMN "legacy_status"',
            risk: "Data loss (column has 15k rows)",
          },
        },
      ],
    },
  },
  6: {
    kind: "scope",
    fingerprints: ["c1"],
    evidence: {
      of: "gate",
      scopeTags: ["auth", "permissions"],
      milestone: "m3",
      findings: [
        {
          gate: "scope",
          rule: "sensitive-area",
          tier: "hard",
          verdict: "out-of-scope",
          file: "src/services/billing.py",
          line: undefined,
          object: "billing",
          message: "billing code is outside the milestone's scope",
          remedy: "Take it out, or add billing to the plan's scope tags.",
          fingerprint: "c1",
          note: { kind: "scope", area: "billing", owners: [] },
        },
      ],
    },
  },
  7: {
    kind: "tests-failing",
    attempt: { number: 1, of: 2 },
    fingerprints: ["d1"],
    evidence: {
      of: "tests",
      result: {
        passed: false,
        counts: { passed: 45, failed: 2, skipped: 0 },
        failed: ["test_tenant_isolation_read", "test_tenant_isolation_write"],
        problem: undefined,
        tail: [
          "tests/test_tenant.py:41: in test_tenant_isolation_read",
          "    assert read(other) == []",
          "E   AssertionError: assert [<Row 1>] == []",
          "=========== 2 failed, 45 passed in 3.21s ===========",
        ].join("\n"),
      },
    },
  },
  8: {
    kind: "push-failed",
    fingerprints: ["e1"],
    evidence: {
      of: "error",
      message: "Permission denied (publickey)",
      hint: "Add your key to the agent: ssh-add",
      detail: "git@github.com: Permission denied (publickey).\nfatal: Could not read from remote repository.",
    },
  },
};
