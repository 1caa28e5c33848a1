import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { isHarmless } from "../../../../../src/engine/agents/acp/permission/harmless-command.ts";
import type { ToolCall } from "../../../../../src/engine/agents/acp/protocol/observer.ts";
import {
  chooseOption,
  judgeCall,
  requestFor,
} from "../../../../../src/engine/agents/acp/permission/permission-policy.ts";
import { temporaryFolder } from "../../../../support/repository.ts";

function worktree(): string {
  const cwd = join(temporaryFolder(), "work");
  for (const folder of ["src", ".git", "../other"]) mkdirSync(join(cwd, folder), { recursive: true });
  symlinkSync("../other", join(cwd, "way-out"));
  symlinkSync("src", join(cwd, "inner"));
  symlinkSync("nowhere", join(cwd, "dangling"));
  symlinkSync(".git", join(cwd, "disguise"));
  return cwd;
}

const call = (kind: string, paths: readonly string[] = [], rawInput?: unknown): ToolCall => ({
  id: "1",
  title: "t",
  kind,
  state: "pending",
  paths,
  rawInput,
});
const rule = { task: "implement", isConfined: false, commands: ["npm test"] } as const;

describe("a change", () => {
  test.each([
    ["src/new/file.ts", "allow"],
    ["inner/file.ts", "allow"],
    ["./src/../src/a.ts", "allow"],
    [".gitignore", "allow"],
    [".github/workflows/ci.yml", "allow"],
    ["../other/a.ts", "refuse"],
    ["/etc/passwd", "refuse"],
    ["way-out/a.ts", "refuse"],
    ["dangling", "refuse"],
    ["dangling/a.ts", "refuse"],
    [".git/config", "refuse"],
    ["src/.GIT/config", "refuse"],
    ["disguise/config", "refuse"],
    [".git", "refuse"],
  ])("of %s: %s", async (path, verdict) => {
    const cwd = worktree();
    expect(await judgeCall(call("edit", [path]), { ...rule, cwd })).toBe(verdict);
    expect(await judgeCall(call("delete", [], { file_path: path }), { ...rule, cwd, isConfined: true })).toBe(verdict);
  });

  test("without a path is asked about, and every path of a change has to be inside", async () => {
    const cwd = worktree();
    expect(await judgeCall(call("edit"), { ...rule, cwd })).toBe("ask");
    expect(await judgeCall(call("edit"), { ...rule, cwd, task: "review" })).toBe("refuse");
    expect(await judgeCall(call("move", ["src/a.ts", "../other/a.ts"]), { ...rule, cwd })).toBe("refuse");
    expect(await judgeCall(call("edit", ["src/a.ts"], { file_path: "/etc/passwd" }), { ...rule, cwd })).toBe("refuse");
  });
});

test("a review changes nothing, and without a sandbox nothing outside is read", async () => {
  const cwd = worktree();
  expect(await judgeCall(call("edit", ["src/a.ts"]), { ...rule, cwd, task: "review" })).toBe("refuse");
  expect(await judgeCall(call("other", []), { ...rule, cwd, task: "review" })).toBe("refuse");
  expect(await judgeCall(call("read", ["../other/key"]), { ...rule, cwd })).toBe("refuse");
  expect(await judgeCall(call("read", ["../other/key"]), { ...rule, cwd, isConfined: true })).toBe("allow");
});

test("calls without a rule are asked about, unless they are forbidden", async () => {
  const cwd = worktree();
  expect(await judgeCall(call("fetch", [], { url: "https://example.invalid" }), { ...rule, cwd })).toBe("ask");
  expect(await judgeCall(call("something-new", [], { anything: 1 }), { ...rule, cwd, isConfined: true })).toBe("ask");
  expect(await judgeCall(call("other", ["../other/x"]), { ...rule, cwd })).toBe("refuse");
  expect(await judgeCall(call("other", [], { command: "git push" }), { ...rule, cwd })).toBe("refuse");
  expect(await judgeCall(call("switch_mode"), { ...rule, cwd, isConfined: true })).toBe("refuse");
  // Too long for the user to read.
  expect(await judgeCall(call("fetch", [], { body: "x".repeat(5000) }), { ...rule, cwd })).toBe("refuse");
});

test("the request shows the command itself, whatever its title", () => {
  expect(
    requestFor({ ...call("execute", [], { command: ["make", "all"] }), title: "List\nfiles" }, " I need it. "),
  ).toEqual({
    tool: "execute",
    title: "List files",
    command: "make all",
    input: undefined,
    paths: [],
    words: "I need it.",
  });
  expect(requestFor(call("fetch", ["a"], { url: "u" }), "")).toMatchObject({
    command: undefined,
    input: '{"url":"u"}',
    paths: ["a"],
  });
});

describe("a command", () => {
  test("runs in a sandbox, is asked about without one, and never runs in a review", async () => {
    const cwd = worktree();
    const make = call("execute", [], { command: "make all" });
    expect(await judgeCall(make, { ...rule, cwd })).toBe("ask");
    expect(await judgeCall(make, { ...rule, cwd, isConfined: true })).toBe("allow");
    expect(await judgeCall(make, { ...rule, cwd, isConfined: true, task: "review" })).toBe("refuse");
    expect(await judgeCall(call("execute", [], { command: "npm test" }), { ...rule, cwd })).toBe("allow");
    expect(await judgeCall(call("execute", [], { command: ["git", "status"] }), { ...rule, cwd, task: "review" })).toBe(
      "allow",
    );
    // The title is not taken for the command.
    expect(await judgeCall({ ...call("execute"), title: "git status" }, { ...rule, cwd })).toBe("ask");
  });

  test.each([
    "git push",
    "git push origin HEAD:main",
    "cd src && git push",
    "git -C . -c a=b push -f",
    "/usr/bin/git push",
    "sh -c 'git push'",
    "echo $(git push)",
    "make; git push|cat",
    "git config core.pager x",
    "git remote set-url origin x",
    "git update-ref refs/heads/main HEAD",
    "gh pr create",
    "glab mr create",
  ])("%s is refused with and without a sandbox", async (line) => {
    const cwd = worktree();
    expect(await judgeCall(call("execute", [], { command: line }), { ...rule, cwd })).toBe("refuse");
    expect(await judgeCall(call("execute", [], { command: line }), { ...rule, cwd, isConfined: true })).toBe("refuse");
  });

  test.each([
    "rm -rf /",
    "cp a.txt ../other",
    "echo x > /etc/passwd",
    "cat ~/.ssh/id",
    "rm -rf $HOME/x",
    "tar xf a -C/etc --one-top-level=../x",
    "cp a way-out/b",
    "echo x >.git/config",
    "cd .. && make",
    "X=/etc/passwd make",
    "make;rm '../other/x'",
  ])("%s names an outside path and is refused without a sandbox", async (line) => {
    const cwd = worktree();
    expect(await judgeCall(call("execute", [], { command: line }), { ...rule, cwd })).toBe("refuse");
    expect(await judgeCall(call("execute", [], { command: line }), { ...rule, cwd, isConfined: true })).toBe("allow");
  });

  test.each([
    "make all",
    "rm -rf build",
    "npm install left-pad",
    "node src/a.js > out.txt 2>/dev/null",
    "sed -i '/no-such-folder/d' src/a.ts",
    "/usr/bin/make -j4",
    "curl https://example.invalid/x",
    "git commit -m x",
    "git checkout -- src",
    "python -c 'print(1)'",
  ])("%s is asked about without a sandbox", async (line) => {
    expect(await judgeCall(call("execute", [], { command: line }), { ...rule, cwd: worktree() })).toBe("ask");
  });

  test.each([
    "git status",
    "git diff HEAD",
    "git log --oneline -5",
    "ls -la src",
    "cat README.md",
    'grep -rn "foo bar" src',
    "rg foo",
    "find . -name a.ts",
  ])("%s only reads", (line) => expect(isHarmless(line, [])).toBe(true));

  test.each([
    "rm -rf .",
    "git push",
    "git -c alias.x=!sh x",
    "git diff --output=/tmp/x",
    "git diff --ext-diff",
    "git grep -O foo",
    "cat /etc/passwd",
    "cat ../secret",
    "cat ~/.ssh/id",
    "ls; rm x",
    "ls && rm x",
    "ls | sh",
    "echo $(rm x)",
    "echo `rm x`",
    "cat a > b",
    "ls\nrm x",
    "find . -delete",
    "find . -exec rm x",
    "rg --pre sh foo",
    "npm test --",
    "",
    "./ls",
    "constructor",
  ])("%s may do more", (line) => expect(isHarmless(line, ["npm test"])).toBe(false));
});

test("the chosen option holds for this call only, whatever the ids of the options", () => {
  const options = [
    { optionId: "yes", kind: "allow_always" },
    { optionId: "reject", kind: "allow_once" },
    { optionId: "allow", kind: "reject_once" },
  ];
  expect(chooseOption(options, true)?.optionId).toBe("reject");
  expect(chooseOption(options, false)?.optionId).toBe("allow");
  expect(chooseOption([{ optionId: "a", kind: "allow_always" }], true)).toBeUndefined();
});
