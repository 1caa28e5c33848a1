import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { MilestoneError } from "../../../../src/engine/model/errors.ts";
import { locateMilestone } from "../../../../src/engine/plan/sources/locate-milestone.ts";
import { loadPlan, requireReadable } from "../../../../src/engine/plan/sources/load-plan.ts";
import { temporaryFolder } from "../../../support/repository.ts";

const SPEC = "---\ngithub_issue: 101\n---\n# Issue 01: From the heading\n## Acceptance Criteria\n- [ ] a\n";
const table = (...rows: string[]) =>
  [
    "# M3: Auth",
    "",
    "## Phase 1: One",
    "",
    "| # | GitHub # | File | Title | Deps |",
    "|---|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");

function repository(files: Readonly<Record<string, string | Buffer>>): string {
  const root = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }
  return root;
}

const plan = (content: string | Buffer, specs: Readonly<Record<string, string | Buffer>> = {}) =>
  repository({
    "milestones/m3/IMPLEMENTATION_PLAN.md": content,
    ...Object.fromEntries(Object.entries(specs).map(([name, text]) => [`milestones/m3/${name}`, text])),
  });

async function load(root: string) {
  const located = await locateMilestone("m3", { root, cwd: root, milestonesDir: undefined });
  return { located, loaded: await loadPlan(located) };
}

async function refusal(work: Promise<unknown>) {
  const error = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(error instanceof MilestoneError)) throw new Error(`no MilestoneError: ${String(error)}`);
  expect(error.code).toBe("plan");
  expect(error.hint).toBeTruthy();
  return error.message;
}

test("a plan is joined with its specs, and dependencies are resolved", async () => {
  const { loaded } = await load(
    plan(
      table(
        "| 1 | | | | |",
        "| 2 | #102 | 02-b.md | Two | #101, 01-a.md |",
        "| 3 | 103 | c.md | | 102, #77, #01-#02 |",
      ),
      { "01-a.md": SPEC, "02-b.md": "## Acceptance Criteria\n- a\n", "c.md": "---\ndependencies: [9]\n---\ntext" },
    ),
  );
  const issues = [...loaded.plan.issues.values()];
  expect(issues.map(({ id, title, github, priority, file }) => [id, title, github, priority, file])).toEqual([
    ["01", "From the heading", 101, "P1", "01-a.md"],
    ["02", "Two", 102, "P1", "02-b.md"],
    ["03", "C", 103, "P1", "c.md"],
  ]);
  expect(issues.map(({ dependencies }) => dependencies)).toEqual([
    [],
    [{ raw: "01-a.md", issue: "01" }],
    [
      { raw: "#02", issue: "02" },
      { raw: "#77", issue: undefined },
      { raw: "#01", issue: "01" },
    ],
  ]);
  expect(loaded.plan).toMatchObject({
    milestone: "m3",
    title: "M3: Auth",
    milestoneBranch: "milestone/m3",
    baseBranch: "main",
    phases: [{ number: 1, name: "One", issues: ["01", "02", "03"] }],
  });
  expect(loaded.problems).toEqual([]);
});

test("a dependency is taken for a plan number before a GitHub number", async () => {
  const { loaded } = await load(
    plan(table("| 1 | 2 | a.md | A | |", "| 2 | 1 | a.md | B | #1 |", "| 3 | 9 | a.md | C | GH-9 |"), { "a.md": SPEC }),
  );
  expect([...loaded.plan.issues.values()].map(({ dependencies }) => dependencies.map(({ issue }) => issue))).toEqual([
    [],
    ["01"],
    ["03"],
  ]);
});

test("the spec supplies what a row leaves empty, but not where the row says `None`", async () => {
  const { loaded } = await load(
    plan(table("| 1 | | | | |", "| 2 | | | | |", "| 3 | | | | None |"), {
      "01-a.md": SPEC,
      "02-b.md": "---\ntitle: B\npriority: P0\ndependencies: [1]\n---\n",
      "03-c.md": "---\ndependencies: [1]\n---\n",
    }),
  );
  expect([...loaded.plan.issues.values()].map(({ dependencies, priority }) => [priority, dependencies.length])).toEqual(
    [
      ["P1", 0],
      ["P0", 1],
      ["P1", 0],
    ],
  );
});

test("the digest changes with the meaning of the plan, not with its tracking or form", async () => {
  const digest = async (text: string, spec = SPEC) => (await load(plan(text, { "01-a.md": spec }))).loaded.plan.digest;
  const first = await digest(table("| 1 | | | A | |"));
  expect(await digest(table("| 1 | | | A | |", "", "## Completed Issues", "- #01"))).toBe(first);
  expect(await digest(`\uFEFF\n\n${table("| **#01** | | | A | None |")}`.replaceAll("\n", "\r\n"))).toBe(first);
  expect(await digest(table("| 1 | | | B | |"))).not.toBe(first);
  expect(await digest(table("| 1 | | | A | |"), `${SPEC}- [ ] b\n`)).not.toBe(first);
});

describe("problems with specs are findings", () => {
  test.each<[string, string, Readonly<Record<string, string | Buffer>>, object]>([
    ["none", "| 1 | | | A | |", {}, { rule: "spec-missing", line: 7, text: "Issue #01 has no spec file" }],
    [
      "missing",
      "| 1 | | 01-a.md | A | |",
      { "01-b.md": SPEC },
      { rule: "spec-missing", line: 7, text: "Spec file of issue #01 is missing: 01-a.md" },
    ],
    ["empty", "| 1 | | | A | |", { "01-a.md": "\uFEFF \n" }, { rule: "spec-empty", file: "01-a.md", line: 1 }],
    [
      "not UTF-8",
      "| 1 | | | A | |",
      { "01-a.md": Buffer.from("a\n\xff", "latin1") },
      {
        rule: "spec-unreadable",
        text: "Spec file of issue #01 cannot be read: 01-a.md:2: not UTF-8 (byte 0xFF at offset 2)",
      },
    ],
    [
      "not YAML",
      "| 1 | | | A | |",
      { "01-a.md": "---\na: [\n---\n" },
      { rule: "front-matter", file: "01-a.md", issue: "01" },
    ],
  ])("%s", async (_, row, specs, expected) => {
    const { loaded } = await load(plan(table(row), specs));
    expect(loaded.problems).toMatchObject([{ severity: "critical", ...expected }]);
  });

  test.each(["../m4/01-a.md", "/etc/passwd", "docs/../../01-a.md", "[x](../x.md)"])("outside: %s", async (file) => {
    const { loaded, located } = await load(plan(table(`| 1 | | ${file} | A | |`)));
    expect(loaded.problems).toMatchObject([{ rule: "path-outside", line: 7 }]);
    expect(() => requireReadable(loaded, located)).toThrow(
      "milestones/m3/IMPLEMENTATION_PLAN.md:7: Spec file of issue #01 is outside the milestone folder",
    );
  });

  test("a symbolic link that leads outside the repository", async () => {
    const root = plan(table("| 1 | | | A | |"));
    writeFileSync(join(temporaryFolder(), "secret.md"), SPEC);
    symlinkSync(join(temporaryFolder()), join(root, "milestones/m3/01-a.md"));
    const { loaded } = await load(root);
    expect(loaded.problems).toMatchObject([{ rule: "path-outside" }]);
  });

  test("a plan with malformed front matter is not readable", async () => {
    const { loaded, located } = await load(plan(table("| 1 | | | A | |"), { "01-a.md": "---\ntitle: x\na: [\n---\n" }));
    expect(() => requireReadable(loaded, located)).toThrow(
      /^milestones\/m3\/01-a.md:[34]: Malformed front matter in 01-a.md: /,
    );
  });

  test("a row may name a file by its path in the repository", async () => {
    const { loaded } = await load(plan(table("| 1 | | milestones/m3/01-a.md | A | |"), { "01-a.md": SPEC }));
    expect([...loaded.plan.issues.values()]).toMatchObject([{ file: "01-a.md", spec: { file: "01-a.md" } }]);
  });
});

describe("a plan that cannot be read is refused", () => {
  test.each<[string, string | Buffer, string | RegExp]>([
    ["empty", "", "milestones/m3/IMPLEMENTATION_PLAN.md:1: the plan is empty"],
    [
      "not UTF-8",
      Buffer.from("# M3\r\n\r\nna\xefve\n", "latin1"),
      "milestones/m3/IMPLEMENTATION_PLAN.md:3: not UTF-8 (byte 0xEF at offset 10)",
    ],
    [
      "cut within a character",
      Buffer.from("a\n🚀").subarray(0, 4),
      "milestones/m3/IMPLEMENTATION_PLAN.md:2: not UTF-8 (byte 0xF0 at offset 2)",
    ],
    ["UTF-16", Buffer.from("\uFEFF# M3", "utf16le"), /:1: not UTF-8 \(byte 0xFF at offset 0\)/],
    ["binary", "a\n\0", "milestones/m3/IMPLEMENTATION_PLAN.md:2: a NUL byte at offset 2: this is not a text file"],
    [
      "without numbers",
      table().replace("| # |", "| Size |"),
      /IMPLEMENTATION_PLAN.md:5: the table has no column with issue numbers/,
    ],
  ])("%s", async (_, content, expected) => expect(await refusal(load(plan(content)))).toMatch(expected));

  test("larger than 10 MB", async () => {
    const root = plan("x");
    truncateSync(join(root, "milestones/m3/IMPLEMENTATION_PLAN.md"), 50 * 1024 * 1024);
    expect(await refusal(load(root))).toBe(
      "milestones/m3/IMPLEMENTATION_PLAN.md:1: 50.0 MB is too large (10 MB at most)",
    );
  });
});
