import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { MilestoneError } from "../../../../src/engine/model/errors.ts";
import { locateMilestone } from "../../../../src/engine/plan/sources/locate-milestone.ts";
import { temporaryFolder } from "../../../support/repository.ts";

function repository(...files: readonly (string | readonly [string, string])[]): string {
  const root = temporaryFolder();
  for (const file of files) {
    const [name, text] = typeof file === "string" ? [`${file}/IMPLEMENTATION_PLAN.md`, "# x"] : file;
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

async function locate(root: string, name: string, milestonesDir?: string) {
  const located = await locateMilestone(name, { root, cwd: root, milestonesDir });
  expect(located.path).toBe(join(located.folder, "IMPLEMENTATION_PLAN.md"));
  return `${located.milestone} ${relative(root, located.folder)}`;
}

async function refusal(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (error instanceof MilestoneError && error.code === "plan") return `${error.message}. ${error.hint}`;
  throw new Error(`no plan error: ${String(error)}`);
}

test.each([
  "milestones",
  "docs/milestones",
  "docs/build-notes/milestones",
  "docs/03-build-notes/milestones",
  "docs/03-build-notes",
])("a milestone is found in %s by default", async (folder) => {
  expect(await locate(repository(`${folder}/m3`), "m3")).toBe(`m3 ${folder}/m3`);
});

test.each([
  ["m3", "m3"],
  ["M3", "m3"],
  ["3", "m3"],
  ["m3", "M3"],
  ["m4.1", "M4.1"],
  ["4.1", "m4.1"],
  ["3", "m3-user-auth"],
  ["m3", "M03_auth"],
  ["m3-user-auth", "m3-user-auth"],
  ["M3-USER-AUTH", "m3-user-auth"],
])("%s is found as %s", async (name, folder) =>
  expect(await locate(repository(`milestones/${folder}`, "milestones/m31", "milestones/m1"), name)).toMatch(
    new RegExp(`^m\\d(\\.\\d)? milestones/${folder}$`),
  ),
);

test("an exact folder name takes precedence", async () => {
  const root = repository("milestones/m3", "milestones/M3", "milestones/m3-more", "milestones/M4-a");
  expect([
    await locate(root, "3"),
    await locate(root, "M3"),
    await locate(root, "m3-more"),
    await locate(root, "4"),
  ]).toEqual(["m3 milestones/m3", "m3 milestones/m3", "m3 milestones/m3-more", "m4 milestones/M4-a"]);
});

test("the config takes precedence over CLAUDE.md and AGENTS.md, and these over the defaults", async () => {
  const root = repository("a/m3", "b/m3", "milestones/m3", ["AGENTS.md", "# Notes\n\n- **Milestone folder:** `b/`\n"]);
  expect([await locate(root, "m3", "a"), await locate(root, "m3")]).toEqual(["m3 a/m3", "m3 b/m3"]);
  writeFileSync(join(root, "CLAUDE.md"), "Milestone folder: a\r\n");
  expect(await locate(root, "m3")).toBe("m3 a/m3");
});

test("a milestone may be named by the path of its plan or folder", async () => {
  const root = repository("elsewhere/M3-auth", "elsewhere/The Launch!");
  expect(await locate(root, "elsewhere/M3-auth/IMPLEMENTATION_PLAN.md")).toBe("m3 elsewhere/M3-auth");
  expect(await locate(root, join(root, "elsewhere/M3-auth"))).toBe("m3 elsewhere/M3-auth");
  expect(await locate(root, "elsewhere/The Launch!/")).toBe("the-launch elsewhere/The Launch!");
});

describe("an error with a hint is thrown for", () => {
  test.each([
    ["m33", "Unknown milestone m33 in milestones. Did you mean m3 or m31? There are: m1-start, m3, m31."],
    ["m3-x", "Unknown milestone m3-x in milestones. Did you mean m3 or m31? There are: m1-start, m3, m31."],
    ["nonsense", "Unknown milestone nonsense in milestones. There are: m1-start, m3, m31."],
    [
      "m1",
      "milestones/m1-start/IMPLEMENTATION_PLAN.md: there is no such file. " +
        "Write the plan, or run `milestone-tui init` for a sample.",
    ],
    [
      "no/such.md",
      "no/such.md: there is no such file. Give a milestone such as m3, or the path of its IMPLEMENTATION_PLAN.md.",
    ],
  ])("%s", async (name, expected) =>
    expect(
      await refusal(
        locate(
          repository(
            "milestones/m3",
            "milestones/m31",
            ["milestones/m1-start/x.md", ""],
            ["milestones/notes/x.md", ""],
          ),
          name,
        ),
      ),
    ).toBe(expected),
  );

  test("several matching folders", async () =>
    expect(await refusal(locate(repository("milestones/m3-a", "milestones/M3-b"), "m3"))).toContain(
      "Milestone m3 could be any of M3-b, m3-a",
    ));

  test("a repository without a milestone folder", async () =>
    expect(await refusal(locate(repository(["README.md", ""]), "m3"))).toMatch(
      /there is no milestone folder.*milestonesDir/,
    ));

  test("a configured folder that does not exist", async () =>
    expect(await refusal(locate(repository("milestones/m3"), "m3", "docs/ms"))).toContain(
      "milestonesDir in the config names docs/ms, which is not a folder",
    ));

  test("a path or a link that leads outside the repository", async () => {
    const outside = repository("m3");
    const root = repository("milestones/m1");
    symlinkSync(join(outside, "m3"), join(root, "milestones/m3"));
    mkdirSync(join(root, "milestones/m4"));
    symlinkSync(join(outside, "m3/IMPLEMENTATION_PLAN.md"), join(root, "milestones/m4/IMPLEMENTATION_PLAN.md"));
    for (const name of ["m3", "m4", join(outside, "m3")])
      expect(await refusal(locate(root, name))).toContain("leads outside the repository");
    expect(await refusal(locate(root, "m3", outside))).toContain("leads outside the repository");
  });
});
