import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { opened } from "../../../support/opened-repository.ts";
import { testRepository } from "../../../support/repository.ts";

test("returns the patch between commits and of a worktree, without the repository's diff programs", async () => {
  const repository = testRepository({ "a.txt": "one\n", ".gitattributes": "*.txt diff=loud\n" });
  repository.git("config", "diff.external", "echo EVIL; false");
  repository.git("config", "diff.loud.textconv", "echo EVIL");
  const base = repository.git("rev-parse", "HEAD");
  const git = await opened(repository);
  const worktree = git.worktree(join(repository.root, "../repo.worktrees/m3/1"));
  await worktree.start("feat/x", base);
  writeFileSync(join(worktree.path, "a.txt"), "two\n");
  const patch = await git.patch({ from: base, to: { worktree: worktree.path } });
  expect(patch).toContain("-one\n+two\n");
  await worktree.stage();
  const commit = await worktree.commit("Change", base);
  expect(await git.patch({ from: base, to: { commit } })).toBe(patch);
  await expect(git.patch({ from: base, to: { worktree: "/nowhere" } })).rejects.toMatchObject({ code: "git" });
});
