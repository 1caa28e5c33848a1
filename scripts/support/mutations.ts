// The safeguards that the mutation check takes out, one by one.

export interface Mutation {
  /** The safeguard. */
  readonly name: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** Arguments for vitest. */
  readonly tests: readonly string[];
}

export const MUTATIONS: readonly Mutation[] = [
  {
    name: "fsync",
    file: "src/state/journal/journal.ts",
    from: "await file.datasync();",
    to: "",
    tests: ["test/state/ledger/ledger.test.ts", "-t", "EIO"],
  },
  {
    name: "intent",
    file: "src/state/progress/reduce-steps.ts",
    from: "currentStep: step, ",
    to: "",
    tests: ["test/faults/kill.test.ts", "-t", "half done"],
  },
  {
    name: "lease",
    file: "src/engine/git/remote/remote.ts",
    from: '`--force-with-lease=${ref}:${expected ?? ""}`',
    to: '"--force"',
    tests: ["test/engine/git/push.test.ts"],
  },
  {
    name: "lock",
    file: "src/engine/files/exclusive.ts",
    from: "return undefined;\n  server.unref();",
    to: "{}\n  server.unref();",
    tests: ["test/faults/world.test.ts", "-t", "twenty instances"],
  },
  {
    name: "sanitizer",
    file: "src/state/ledger/ledger.ts",
    from: "sanitize(redact(text))",
    to: "redact(text)",
    tests: ["test/faults/agents.test.ts", "-t", "has no control characters"],
  },
  {
    name: "redaction",
    file: "src/state/ledger/ledger.ts",
    from: "sanitize(redact(text))",
    to: "sanitize(text)",
    tests: ["test/faults/kill.test.ts", "-t", "random"],
  },
];
