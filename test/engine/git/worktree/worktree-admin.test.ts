import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { detachFrom } from "../../../../src/engine/git/worktree/worktree-admin.ts";
import { temporaryFolder } from "../../../support/repository.ts";

test.each([
  ["the branch, and lets go of it", "ref: refs/heads/feat/one\n", "c0ffee\n"],
  ["another branch by now, and keeps it", "ref: refs/heads/feat/two\n", "ref: refs/heads/feat/two\n"],
  ["no branch, and stays where it is", "decade\n", "decade\n"],
])("a worktree has %s, also after a kill of git", async (_, before, after) => {
  const gitDir = temporaryFolder();
  writeFileSync(join(gitDir, "HEAD"), before);
  writeFileSync(join(gitDir, "HEAD.lock"), "");
  await detachFrom(gitDir, "feat/one", "c0ffee");
  expect(readFileSync(join(gitDir, "HEAD"), "utf8")).toBe(after);
  expect(existsSync(join(gitDir, "HEAD.lock"))).toBe(false);
});
