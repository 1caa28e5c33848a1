import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { isHarmless } from "../../../../src/engine/agents/acp/harmless-command.ts";
import type { ToolCall } from "../../../../src/engine/agents/acp/observer.ts";
import { chooseOption, isAllowed } from "../../../../src/engine/agents/acp/permission.ts";
import { temporaryFolder } from "../../../support/repository.ts";

function worktree(): string {
  const cwd = join(temporaryFolder(), "work");
  for (const folder of ["src", ".git", "../other"]) mkdirSync(join(cwd, folder), { recursive: true });
  symlinkSync("../other", join(cwd, "way-out"));
  symlinkSync("src", join(cwd, "inner"));
  symlinkSync("nowhere", join(cwd, "dangling"));
  symlinkSync(".git", join(cwd, "disguise"));
  return cwd;
}

const call = (kind: string, paths: readonly string[] = [], rawInput?: unknown): ToolCall => ({ id: "1", title: "t", kind, state: "pending", paths, rawInput });
const rule = { task: "implement", isConfined: false, commands: ["npm test"] } as const;

describe("a change", () => {
  test.each([
    ["src/new/file.ts", true], ["inner/file.ts", true], ["./src/../src/a.ts", true], [".gitignore", true], [".github/workflows/ci.yml", true],
    ["../other/a.ts", false], ["/etc/passwd", false], ["way-out/a.ts", false], ["dangling", false], ["dangling/a.ts", false],
    [".git/config", false], ["src/.GIT/config", false], ["disguise/config", false], [".git", false],
  ])("of %s is allowed: %s", async (path, allowed) => {
    const cwd = worktree();
    expect(await isAllowed(call("edit", [path]), { ...rule, cwd })).toBe(allowed);
    expect(await isAllowed(call("delete", [], { file_path: path }), { ...rule, cwd, isConfined: true })).toBe(allowed);
  });

  test("has a place, and only such places", async () => {
    const cwd = worktree();
    expect(await isAllowed(call("edit"), { ...rule, cwd })).toBe(false);
    expect(await isAllowed(call("move", ["src/a.ts", "../other/a.ts"]), { ...rule, cwd })).toBe(false);
    expect(await isAllowed(call("edit", ["src/a.ts"], { file_path: "/etc/passwd" }), { ...rule, cwd })).toBe(false);
  });
});

test.each([
  ["read", true, true], ["search", true, true], ["think", true, true], ["edit", true, false], ["delete", true, false], ["move", true, false],
  ["fetch", false, false], ["switch_mode", false, false], ["other", false, false],
] as const)("%s: in an implementation %s, in a review %s", async (kind, implementing, reviewing) => {
  const cwd = worktree();
  expect(await isAllowed(call(kind, ["src/a.ts"]), { ...rule, cwd })).toBe(implementing);
  expect(await isAllowed(call(kind, ["src/a.ts"]), { ...rule, cwd, task: "review" })).toBe(reviewing);
});

test("unconfined, nothing outside is read either", async () => {
  expect(await isAllowed(call("read", ["../other/key"]), { ...rule, cwd: worktree() })).toBe(false);
});

describe("a command", () => {
  test("runs where something confines it, and never in a review", async () => {
    const cwd = worktree();
    const make = call("execute", [], { command: "make all" });
    expect(await isAllowed(make, { ...rule, cwd })).toBe(false);
    expect(await isAllowed(make, { ...rule, cwd, isConfined: true })).toBe(true);
    expect(await isAllowed(make, { ...rule, cwd, isConfined: true, task: "review" })).toBe(false);
    expect(await isAllowed(call("execute", [], { command: "npm test" }), { ...rule, cwd })).toBe(true);
    expect(await isAllowed(call("execute", [], { command: ["git", "status"] }), { ...rule, cwd, task: "review" })).toBe(true);
    // A title is for people.
    expect(await isAllowed({ ...call("execute"), title: "git status" }, { ...rule, cwd })).toBe(false);
  });

  test.each([
    "git status", "git diff HEAD", "git log --oneline -5", "ls -la src", "cat README.md", 'grep -rn "foo bar" src', "rg foo", "find . -name a.ts",
  ])("%s only reads", (line) => expect(isHarmless(line, [])).toBe(true));

  test.each([
    "rm -rf .", "git push", "git -c alias.x=!sh x", "git diff --output=/tmp/x", "git diff --ext-diff", "git grep -O foo", "cat /etc/passwd", "cat ../secret", "cat ~/.ssh/id",
    "ls; rm x", "ls && rm x", "ls | sh", "echo $(rm x)", "echo `rm x`", "cat a > b", "ls\nrm x", "find . -delete", "find . -exec rm x", "rg --pre sh foo", "npm test --", "", "./ls", "constructor",
  ])("%s may do more", (line) => expect(isHarmless(line, ["npm test"])).toBe(false));
});

test("the answer is for this once, whatever the options are called", () => {
  const options = [{ optionId: "yes", kind: "allow_always" }, { optionId: "reject", kind: "allow_once" }, { optionId: "allow", kind: "reject_once" }];
  expect(chooseOption(options, true)?.optionId).toBe("reject");
  expect(chooseOption(options, false)?.optionId).toBe("allow");
  expect(chooseOption([{ optionId: "a", kind: "allow_always" }], true)).toBeUndefined();
});
