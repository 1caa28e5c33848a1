// A hostile repository: its config, hooks and attributes try to run programs and to redirect pushes.
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createLocalForge } from "../../../src/engine/forges/local/local-forge.ts";
import { opened } from "../../support/opened-repository.ts";
import { testRepository, type TestRepository } from "../../support/repository.ts";

const HOOKS = [
  "pre-commit",
  "commit-msg",
  "prepare-commit-msg",
  "post-commit",
  "post-checkout",
  "pre-push",
  "reference-transaction",
  "post-index-change",
  "pre-merge-commit",
  "post-rewrite",
  "sendemail-validate",
  "fsmonitor-watchman",
];

/** Sets the traps, and returns the folder in which each trap that runs creates a file. */
function poison({ root, git }: TestRepository, decoy: string): string {
  const canaries = join(root, "../canaries");
  mkdirSync(canaries);
  const trap = (name: string) => `touch '${join(canaries, name)}'; cat`;
  const included = join(root, "../included.cfg");
  writeFileSync(included, `[filter "i"]\n\tclean = ${trap("included")}\n`);
  const settings: readonly (readonly [string, string])[] = [
    ...["clean", "smudge", "process"].map((kind) => [`filter.evil.${kind}`, trap(kind)] as const),
    ["filter.evil.required", "true"],
    ["diff.evil.textconv", trap("textconv")],
    ["diff.evil.command", trap("diff-command")],
    ["diff.external", trap("diff-external")],
    ["merge.evil.driver", trap("merge-driver")],
    ["merge.default", "evil"],
    ["core.fsmonitor", trap("fsmonitor")],
    ["core.hooksPath", join(root, "../hooks")],
    ["core.sshCommand", trap("ssh")],
    ["core.pager", trap("pager")],
    ["core.editor", trap("editor")],
    ["core.askPass", trap("askpass")],
    ["core.gitProxy", trap("proxy")],
    ["core.attributesFile", join(root, "../attributes")],
    ["core.alternateRefsCommand", trap("alternates")],
    ["gpg.program", trap("gpg")],
    ["commit.gpgSign", "true"],
    ["push.gpgSign", "if-asked"],
    ["credential.helper", `!${trap("credential")}`],
    ["uploadpack.packObjectsHook", trap("pack-objects")],
    ["remote.origin.uploadpack", trap("uploadpack")],
    ["remote.origin.receivepack", trap("receivepack")],
    ["remote.origin.pushurl", decoy],
    ["remote.origin.push", "+HEAD:refs/heads/main"],
    ["remote.origin.mirror", "true"],
    ["push.default", "matching"],
    ["push.followTags", "true"],
    ["submodule.recurse", "true"],
    [`url.${decoy}.insteadOf`, join(root, "../remote.git")],
    [`url.${decoy}.pushInsteadOf`, join(root, "../remote.git")],
    ["alias.add", `!${trap("alias")}`],
    ["trailer.x.cmd", trap("trailer")],
    ["include.path", included],
    ["protocol.ext.allow", "always"],
    ["gc.auto", "1"],
    ["maintenance.auto", "true"],
    ["core.worktree", root],
    ["extensions.worktreeConfig", "true"],
  ];
  for (const [key, value] of settings) git("config", key, value);
  writeFileSync(join(root, ".git/config.worktree"), `[core]\n\tfsmonitor = ${trap("worktree-config")}\n`);
  writeFileSync(join(root, "../attributes"), "* filter=evil diff=evil merge=evil\n");
  writeFileSync(join(root, ".git/info/attributes"), "* filter=evil diff=evil merge=evil\n");
  for (const folder of [join(root, "../hooks"), join(root, ".git/hooks")]) {
    mkdirSync(folder, { recursive: true });
    for (const name of HOOKS) {
      writeFileSync(join(folder, name), `#!/bin/sh\n${trap(`hook-${name}`)}\n`);
      chmodSync(join(folder, name), 0o755);
    }
  }
  return canaries;
}

test("none of the traps runs, and every push goes to the real remote only", async () => {
  const repository = testRepository({
    ".gitattributes": "* filter=evil diff=evil merge=evil\n*.i filter=i\n",
    "a.txt": "one\n",
  });
  const { root, remote, git } = repository;
  const signal = new AbortController().signal;
  const decoy = join(root, "../decoy.git");
  execFileSync("git", ["init", "-q", "--bare", decoy]);
  const main = git("rev-parse", "main");
  git("push", "-q", "origin", "main:milestone/m3");
  const canaries = poison(repository, decoy);

  const engine = await opened(repository);
  const worktree = engine.worktree(join(root, "../repo.worktrees/m3/1"));
  let base = main;
  for (const name of ["feat/one", "feat/two"]) {
    await worktree.start(name, base);
    for (const file of ["a.txt", "new.i", `${name.slice(5)}.txt`])
      writeFileSync(join(worktree.path, file), `${name}\n`);
    await worktree.stage();
    const diff = await worktree.diff(base);
    for (const { path } of diff.files) await Promise.all([diff.hunks(path), diff.readNew(path), diff.readOld(path)]);
    await diff.tree();
    writeFileSync(join(worktree.path, "a.txt"), "left by a test\n");
    await worktree.discardUnstaged();
    const commit = await worktree.commit(name, base);
    expect(await engine.push({ commit, branch: name, expected: undefined })).toEqual({ ok: true });
    base = commit;
  }
  const [one, two] = await Promise.all(["feat/one", "feat/two"].map((name) => engine.resolve(name)));
  if (one === undefined || two === undefined) throw new Error("no branches");
  expect(await engine.conflicts(one, two)).toEqual([]);
  await engine.fetch(["feat/one"]);
  await engine.createBranch("feat/three", main);
  expect((await engine.remoteHeads()).get("feat/two")).toBe(two);
  const forge = createLocalForge({ file: join(root, "../state/pulls.json"), repository: engine });
  await forge.openPull(
    { branch: "feat/one", base: "milestone/m3", title: "One", body: "", marker: "m3/01", labels: [], commit: one },
    signal,
  );
  await forge.merge(1, signal);
  expect(await worktree.remove()).toBe(true);

  expect(readdirSync(canaries)).toEqual([]);
  expect(execFileSync("git", ["--git-dir", decoy, "for-each-ref"], { encoding: "utf8" })).toBe("");
  const refs = execFileSync("git", ["--git-dir", remote, "for-each-ref", "--format=%(refname) %(objectname)"], {
    encoding: "utf8",
  })
    .trim()
    .split("\n");
  expect(refs.map((line) => line.split(" ")[0])).toEqual([
    "refs/heads/feat/one",
    "refs/heads/feat/two",
    "refs/heads/main",
    "refs/heads/milestone/m3",
  ]);
  expect(refs[2]).toBe(`refs/heads/main ${main}`);

  // Proves that the traps work: plain git runs them.
  spawnSync("git", ["-C", root, "status"]);
  expect(readdirSync(canaries)).not.toEqual([]);
});
