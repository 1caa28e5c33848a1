import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, statSync, symlinkSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { makePrivate, milestoneStateFolder, repositoryStateFolder, stateRoot } from "../../src/state/folder.ts";
import { temporaryFolder, testRepository } from "../support/repository.ts";

describe("the state folder", () => {
  const home = "/home/u";
  test.each<[string, NodeJS.Platform, Record<string, string>, string]>([
    [
      "is MILESTONE_TUI_STATE_DIR where it is set",
      "linux",
      { MILESTONE_TUI_STATE_DIR: "/s", XDG_STATE_HOME: "/x" },
      "/s",
    ],
    ["is in .local/state on Linux", "linux", {}, "/home/u/.local/state/milestone-tui"],
    ["is in XDG_STATE_HOME where it is set", "linux", { XDG_STATE_HOME: "/x" }, "/x/milestone-tui"],
    ["ignores a relative XDG_STATE_HOME", "linux", { XDG_STATE_HOME: "x" }, "/home/u/.local/state/milestone-tui"],
    [
      "is in Application Support on macOS",
      "darwin",
      { XDG_STATE_HOME: "/x" },
      "/home/u/Library/Application Support/milestone-tui",
    ],
    ["is in LOCALAPPDATA on Windows", "win32", { LOCALAPPDATA: "/l" }, "/l/milestone-tui"],
  ])("%s", (_, platform, environment, expected) => {
    expect(stateRoot({ environment, platform, home })).toBe(expected);
  });

  test("is the same for all worktrees and paths of a repository, and differs for another one of its name", async () => {
    const { root, git } = testRepository();
    git("worktree", "add", "-q", "../other-name");
    const linked = execFileSync("git", ["rev-parse", "--path-format=absolute", "--git-common-dir"], {
      cwd: join(root, "../other-name"),
      encoding: "utf8",
    }).trim();
    const link = join(temporaryFolder(), "link");
    symlinkSync(join(root, ".git"), link);
    const folder = await repositoryStateFolder("/s", join(root, ".git"));
    expect(basename(folder)).toMatch(/^repo-[0-9a-f]{10}$/);
    expect(await repositoryStateFolder("/s", linked)).toBe(folder);
    expect(await repositoryStateFolder("/s", link)).toBe(folder);
    expect(await repositoryStateFolder("/s", join(testRepository().root, ".git"))).not.toBe(folder);
  });

  test.each([
    ["special characters", "my repo (2)/.git", /^my-repo-2--/],
    ["a bare repository", "lib.git", /^lib-/],
    ["only dots", ".../.git", /^repository-/],
    ["200 characters", `${"x".repeat(200)}.git`, /^x{40}-/],
  ])("has a name that any file system allows: %s", async (_, path, name) => {
    const place = join(temporaryFolder(), path);
    mkdirSync(place, { recursive: true });
    const folder = await repositoryStateFolder("/s", place);
    expect(dirname(folder)).toBe("/s");
    expect(basename(folder)).toMatch(name);
  });

  test("of a milestone is always inside the repository's folder", () => {
    expect(milestoneStateFolder("/s/repo", "m4.1")).toBe("/s/repo/m4.1");
    for (const name of ["", ".", "..", "a/b", "../m3", "-m3", "m\0"]) {
      expect(() => milestoneStateFolder("/s/repo", name), name).toThrow(expect.objectContaining({ code: "usage" }));
    }
  });

  test("can be read only by its owner, and so can each parent folder that was created", async () => {
    const above = temporaryFolder();
    const old = join(above, "old");
    mkdirSync(old);
    chmodSync(old, 0o755);
    await makePrivate(old);
    await makePrivate(join(above, "a/b"));
    for (const folder of ["old", "a", "a/b"]) expect(statSync(join(above, folder)).mode & 0o777).toBe(0o700);
  });
});
