import { utimesSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { testMilestone, type TestMilestone } from "../support/milestone.ts";

const source = "one();\ntwo();\nthree();\nfour();\n";
const lcov = (hits: readonly number[]) =>
  `TN:\nSF:src/a.js\n${hits.map((count, index) => `DA:${index + 1},${count}\n`).join("")}end_of_record\n`;
const noNetwork = { registries: { osv: "http://127.0.0.1:9" } };

/** A milestone with a feature branch whose changes are staged, as in a pre-commit hook. */
function staged(
  files: Readonly<Record<string, string>>,
  config: Readonly<Record<string, unknown>> = {},
): TestMilestone {
  const milestone = testMilestone({
    issues: [{ id: "01" }],
    config: { ...noNetwork, ...config },
    files: { ".gitignore": "coverage/\n" },
  });
  milestone.git("switch", "-q", "-c", "feature");
  milestone.write(files);
  milestone.git("add", "-A");
  return milestone;
}

describe("gate judges coverage by the existing report:", () => {
  const config = { coverage: { report: "coverage/lcov.info", minChanged: 50 } };
  const coverageOf = async (milestone: TestMilestone) => {
    const { code, stdout } = await milestone.run(["gate", "main", "--json"]);
    const { findings, labels } = JSON.parse(stdout);
    return { code, labels, findings: findings.filter(({ gate }: { gate: string }) => gate === "coverage") };
  };

  test("below the limit it adds a label, and exits with 0", async () => {
    const milestone = staged({ "src/a.js": source, "coverage/lcov.info": lcov([1, 0, 0, 0]) }, config);
    expect(await coverageOf(milestone)).toEqual({
      code: 0,
      labels: ["needs-test-review"],
      findings: [
        {
          gate: "coverage",
          rule: "changed-coverage",
          tier: "elevated",
          verdict: "below-limit",
          file: "src/a.js",
          line: 2,
          object: "25%",
          message: "Changed-line coverage: 25% (limit 50%)",
          fingerprint: expect.any(String),
        },
      ],
    });
    expect((await milestone.run(["gate", "main"])).stdout).toContain("Labels: needs-test-review");
  });

  test("at the limit it reports nothing", async () => {
    expect(await coverageOf(staged({ "src/a.js": source, "coverage/lcov.info": lcov([1, 1, 0, 0]) }, config))).toEqual({
      code: 0,
      labels: [],
      findings: [],
    });
  });

  test("committed changes count too", async () => {
    const milestone = staged({ "src/a.js": source, "coverage/lcov.info": lcov([0, 0, 0, 0]) }, config);
    milestone.commit("Change");
    expect((await coverageOf(milestone)).findings).toMatchObject([{ rule: "changed-coverage", object: "0%" }]);
  });

  test("a report that is missing or older than the change is reported", async () => {
    const milestone = staged({ "src/a.js": source }, config);
    expect(await coverageOf(milestone)).toMatchObject({
      code: 0,
      labels: ["needs-test-review"],
      findings: [
        {
          rule: "coverage-unknown",
          verdict: "unknown",
          message: "Coverage unknown: the tests left no report (coverage/lcov.info)",
        },
      ],
    });
    milestone.write({ "coverage/lcov.info": lcov([1, 1, 1, 1]) });
    utimesSync(join(milestone.root, "coverage/lcov.info"), 1, 1);
    expect((await coverageOf(milestone)).findings).toMatchObject([
      { rule: "coverage-unknown", message: expect.stringContaining("older than the change") },
    ]);
  });

  test("without coverage in the config it reports nothing", async () => {
    expect(
      (await coverageOf(staged({ "src/a.js": source, "coverage/lcov.info": lcov([0, 0, 0, 0]) }))).findings,
    ).toEqual([]);
  });
});

describe("gate", () => {
  test("exits with 0 where nothing would stop a run, and 3 where something would", async () => {
    const clean = await staged({ "src/a.js": source }).run(["gate", "main"]);
    expect([clean.code, clean.stdout]).toEqual([0, expect.stringContaining("✓ Nothing would stop")]);
    const secret = await staged({ "src/a.js": 'const password = "Wq7!kkzz";\n' }).run(["gate", "main"]);
    expect([secret.code, secret.stdout]).toEqual([3, expect.stringContaining("✗ 1 finding would stop")]);
  });

  test("with --sarif prints the same findings as a SARIF log", async () => {
    const { code, stdout } = await staged({ "src/a.js": 'const password = "Wq7!kkzz";\n', "src/auth/b.js": "x\n" }).run(
      ["gate", "main", "--sarif"],
    );
    const {
      version,
      runs: [run],
    } = JSON.parse(stdout);
    expect(code).toBe(3);
    expect(version).toBe("2.1.0");
    expect(run.results.map(({ ruleId, level }: { ruleId: string; level: string }) => `${level} ${ruleId}`)).toEqual([
      "error secrets/assignment",
      "warning scope/sensitive-area",
    ]);
    expect(run.results[0].locations[0].physicalLocation).toMatchObject({
      artifactLocation: { uri: "src/a.js" },
      region: { startLine: 1 },
    });
    expect(stdout).not.toContain("Wq7!kkzz");
  });

  test("exits with 2 where the base does not exist, or the arguments do not fit", async () => {
    const milestone = staged({ "src/a.js": source });
    for (const [args, message] of [
      [["nowhere"], 'There is no branch or commit "nowhere"'],
      [["main..feature"], 'There is no branch or commit "main..feature"'],
      [["HEAD:src"], "There is no branch or commit"],
      [["main", "more"], "Too many words: more"],
      [["main", "--json", "--sarif"], "Both --json and --sarif"],
    ] as const) {
      const { code, stdout, stderr } = await milestone.run(["gate", ...args]);
      expect([code, stdout], stderr).toEqual([2, ""]);
      expect(stderr).toContain(message);
    }
  });
});

describe("gate compares", () => {
  test("with a branch, a tag, a commit or HEAD~1, and by default with the base branch", async () => {
    const milestone = staged({ "src/billing.js": source });
    milestone.git("tag", "v1", "main");
    milestone.git("tag", "-a", "v2", "-m", "Release", "main");
    milestone.commit("Change");
    for (const base of [
      [],
      ["main"],
      ["refs/heads/main"],
      ["origin/main"],
      ["v1"],
      ["v2"],
      [milestone.git("rev-parse", "main")],
      [milestone.git("rev-parse", "--short", "main")],
      ["HEAD~1"],
    ]) {
      const { stdout, stderr } = await milestone.run(["gate", ...base, "--json"]);
      expect(JSON.parse(stdout || stderr).labels, base.join()).toEqual(["sensitive-review"]);
    }
    expect(JSON.parse((await milestone.run(["gate", "HEAD", "--json"])).stdout)).toEqual({ findings: [], labels: [] });
  });

  test("staged changes, and lists changes that are not staged", async () => {
    const milestone = staged({ "src/billing.js": source });
    milestone.write({ "src/payments.js": source, "README.md": "# Other\n" });
    const notes = [
      "Judged with the branch: 1 file staged and not committed (src/billing.js)",
      "Not judged: 2 files with changes that are not staged (README.md, src/payments.js)",
    ];
    const { stdout } = await milestone.run(["gate", "main"]);
    expect(stdout).toMatch(`🔍 Gates against main\n   ${notes.join("\n   ")}\n\n⚠️ Sensitive code changed: billing\n`);
    const forPrograms = await milestone.run(["gate", "main", "--json"]);
    expect(forPrograms.stderr).toBe(`${notes.join("\n")}\n`);
    expect(JSON.parse(forPrograms.stdout)).toEqual({
      findings: [
        {
          gate: "scope",
          rule: "sensitive-area",
          tier: "elevated",
          verdict: "no-scope",
          file: "src/billing.js",
          line: null,
          object: "billing",
          message: "Sensitive code changed: billing",
          fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
        },
      ],
      labels: ["sensitive-review"],
    });
  });
});
