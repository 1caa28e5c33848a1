// A whole milestone in a hostile repository, whose config, hooks and attributes try to run programs or redirect pushes.
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { testMilestone } from "../support/milestone.ts";

const HOOKS = [
  "pre-commit",
  "commit-msg",
  "prepare-commit-msg",
  "post-commit",
  "post-checkout",
  "pre-push",
  "reference-transaction",
  "post-index-change",
  "post-merge",
];

test("a run in a hostile repository starts no program of it, redirects no push and does not change main", async () => {
  const milestone = testMilestone({
    issues: [
      {
        id: "01",
        script: {
          reviews: [[{ title: "No", file: "a.i", severity: "warning" }], []],
          implement: { write: { "a.i": "one\n" } },
          fixes: [{ write: { "a.i": "two\n" } }],
        },
      },
      { id: "02", needs: "#01" },
      { id: "03", phase: 2 },
    ],
    files: { ".gitattributes": "* filter=evil diff=evil merge=evil\n*.i filter=i\n" },
    config: { test: { command: "true" }, lint: "true", lintFix: "true" },
  });
  const { root, remote, git } = milestone;
  const main = git("ls-remote", "origin", "main");
  const canaries = join(root, "../canaries");
  const decoy = join(root, "../decoy.git");
  mkdirSync(canaries);
  execFileSync("git", ["init", "-q", "--bare", decoy]);
  const trap = (name: string) => `touch '${join(canaries, name)}'; cat`;
  const settings: readonly (readonly [string, string])[] = [
    ...["clean", "smudge", "process"].map((kind) => [`filter.evil.${kind}`, trap(kind)] as const),
    ["filter.i.clean", trap("i")],
    ["diff.evil.textconv", trap("textconv")],
    ["diff.external", trap("external")],
    ["merge.evil.driver", trap("merge")],
    ["core.fsmonitor", trap("fsmonitor")],
    ["core.hooksPath", join(root, "../hooks")],
    ["core.sshCommand", trap("ssh")],
    ["core.pager", trap("pager")],
    ["core.editor", trap("editor")],
    ["gpg.program", trap("gpg")],
    ["commit.gpgSign", "true"],
    ["credential.helper", `!${trap("credential")}`],
    ["remote.origin.uploadpack", trap("uploadpack")],
    ["remote.origin.receivepack", trap("receivepack")],
    ["remote.origin.pushurl", decoy],
    ["remote.origin.push", "+HEAD:refs/heads/main"],
    ["remote.origin.mirror", "true"],
    ["push.default", "matching"],
    [`url.${decoy}.insteadOf`, remote],
    [`url.${decoy}.pushInsteadOf`, remote],
    ["protocol.ext.allow", "always"],
  ];
  for (const [key, value] of settings) git("config", key, value);
  for (const folder of [join(root, "../hooks"), join(root, ".git/hooks")]) {
    mkdirSync(folder, { recursive: true });
    for (const name of HOOKS) {
      writeFileSync(join(folder, name), `#!/bin/sh\n${trap(`hook-${name}`)}\n`);
      chmodSync(join(folder, name), 0o755);
    }
  }

  const { code, stdout, stderr } = await milestone.run(["m3", "--plain"], ["fix", "continue", "continue"]);

  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toContain("PRs: 3 created");
  expect(readdirSync(canaries)).toEqual([]);
  expect(execFileSync("git", ["--git-dir", decoy, "for-each-ref"], { encoding: "utf8" })).toBe("");
  const refs = execFileSync("git", ["--git-dir", remote, "for-each-ref", "--format=%(refname)\t%(objectname)"], {
    encoding: "utf8",
  })
    .trim()
    .split("\n");
  expect(refs.map((line) => line.split("\t")[0])).toEqual([
    ...["101-do-thing-01", "102-do-thing-02", "103-do-thing-03"].map((name) => `refs/heads/feat/m3-${name}`),
    "refs/heads/main",
    "refs/heads/milestone/m3-test",
  ]);
  expect(refs).toContain(`refs/heads/main\t${main.split("\t")[0]}`);

  // Make sure that the traps work: a normal git command triggers them.
  spawnSync("git", ["-C", root, "status"]);
  expect(readdirSync(canaries)).not.toEqual([]);
});
