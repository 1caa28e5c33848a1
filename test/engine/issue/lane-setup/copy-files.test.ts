// Real git: which files reach a worktree, and what is refused.
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { copyFiles } from "../../../../src/engine/issue/lane-setup/copy-files.ts";
import { opened } from "../../../support/opened-repository.ts";
import { testRepository } from "../../../support/repository.ts";
import { configWith } from "../../../support/step.ts";

const IGNORE = ".env\n*.local\ncerts/\n";

async function setup(copy: readonly string[], include?: string, tracked: Readonly<Record<string, string>> = {}) {
  const repository = testRepository({ "README.md": "# Test\n", ".gitignore": IGNORE, ...tracked });
  const { root, write, git } = repository;
  if (include !== undefined) write({ ".worktreeinclude": include });
  const engine = await opened(repository);
  const path = join(root, "..", "repo.worktrees", "m3", "1");
  const worktree = engine.worktree(path);
  await worktree.start("feat/one", git("rev-parse", "main"));
  const config = configWith({ lane: { copy } });
  const run = () => copyFiles({ repository: engine, worktree, config });
  const read = (file: string) => (existsSync(join(path, file)) ? readFileSync(join(path, file), "utf8") : undefined);
  return { ...repository, engine, path, worktree, run, read };
}

describe("files are copied", () => {
  test("that lane.copy names, folders and permissions included, and none of them can be committed", async () => {
    const { root, write, run, read, path, worktree } = await setup(["./.env", "certs/", "config"]);
    write({
      ".env": "A=1\n",
      "certs/deep/a.pem": "a\n",
      "certs/b.pem": "b\n",
      "config/x.local": "x\n",
      "y.local": "y\n",
    });
    chmodSync(join(root, ".env"), 0o600);
    chmodSync(join(root, "certs/b.pem"), 0o755);
    const { copied, problems } = await run();
    expect(problems).toEqual([]);
    expect([...copied].sort()).toEqual([".env", "certs/b.pem", "certs/deep/a.pem", "config/x.local"]);
    expect(read("certs/deep/a.pem")).toBe("a\n");
    expect(read("y.local")).toBeUndefined();
    expect(statSync(join(path, ".env")).mode & 0o777).toBe(0o600);
    expect(statSync(join(path, "certs/b.pem")).mode & 0o777).toBe(0o755);
    expect(await worktree.stage()).toEqual([]);
    expect(existsSync(join(path, "..", ".1.copy"))).toBe(false);
  });

  test("that match .worktreeinclude and that git ignores", async () => {
    const { write, run, read } = await setup([], "# secrets\n.env\ncerts/\nopen.txt\n*.local\n!no.local\nREADME.md\n");
    write({ ".env": "A=1\n", "certs/a.pem": "a\n", "open.txt": "", "deep/a.local": "", "no.local": "" });
    expect(await run()).toEqual({ copied: [".env", "certs/a.pem", "deep/a.local"], problems: [] });
    expect([read("open.txt"), read("no.local")]).toEqual([undefined, undefined]);
  });

  test("again when they changed in the checkout, unless the file in the worktree is newer", async () => {
    const { root, write, run, read, path } = await setup([".env"]);
    write({ ".env": "1\n", "old.local": "older\n" });
    expect((await run()).copied).toEqual([".env"]);
    expect((await run()).copied).toEqual([]);
    write({ ".env": "2\n" });
    expect((await run()).copied).toEqual([".env"]);
    writeFileSync(join(path, ".env"), "of the agent\n");
    expect((await run()).copied).toEqual([]);
    expect(read(".env")).toBe("of the agent\n");
    // The content is older, the change is not.
    renameSync(join(root, "old.local"), join(root, ".env"));
    expect((await run()).copied).toEqual([".env"]);
    expect(read(".env")).toBe("older\n");
  });

  test("from links inside the repository: the content of a file, the link to a folder", async () => {
    const { root, write, run, read, path } = await setup([".env", "deep/data.local"], undefined, { "data/x": "" });
    write({ "real.local": "real\n", "deep/a": "" });
    symlinkSync(join(root, "real.local"), join(root, ".env"));
    symlinkSync(join(root, "data"), join(root, "deep/data.local"));
    expect(await run()).toEqual({ copied: [".env", "deep/data.local"], problems: [] });
    expect(lstatSync(join(path, ".env")).isFile()).toBe(true);
    expect(read(".env")).toBe("real\n");
    expect(readlinkSync(join(path, "deep/data.local"))).toBe("../data");
    expect((await run()).copied).toEqual([]);
  });

  test("only into a worktree: with --no-worktree there is nothing to do", async () => {
    const { root, engine, write } = await setup([]);
    write({ ".env": "A=1\n" });
    const config = configWith({ lane: { copy: [".env", "missing"] } });
    expect(await copyFiles({ repository: engine, worktree: engine.worktree(root), config })).toEqual({
      copied: [],
      problems: [],
    });
  });
});

describe("what is refused has a reason", () => {
  test.each<[string, string, (root: string) => void, RegExp]>([
    ["is not there", "gone", () => {}, /^lane\.copy: gone is not in your checkout\. Create it/],
    ["is tracked", "README.md", () => {}, /^lane\.copy: there is no untracked file at README\.md; .* Take it off/],
    [
      "is a pattern",
      "*.local",
      (root) => writeFileSync(join(root, "a.local"), ""),
      /\*\.local is not in your checkout/,
    ],
    ["is empty", "open", (root) => mkdirSync(join(root, "open")), /no untracked file at open/],
    [
      "would be committed",
      "open",
      (root) => {
        mkdirSync(join(root, "open"));
        writeFileSync(join(root, "open/a"), "");
      },
      /^lane\.copy: git does not ignore open\/a, so it would be committed\. Commit a \.gitignore/,
    ],
    [
      "leads out of the repository",
      ".env",
      (root) => {
        writeFileSync(join(root, "../secret"), "");
        symlinkSync("../secret", join(root, ".env"));
      },
      /^\.env is a link that leads out of the repository, to .*\/secret\./,
    ],
    ["leads nowhere", ".env", (root) => symlinkSync("nothing", join(root, ".env")), /^\.env is a link to nothing/],
    ["leads in a circle", ".env", (root) => symlinkSync(".env", join(root, ".env")), /^\.env is a link to nothing/],
    [
      "is a repository of its own",
      "certs",
      (root) => void execFileSync("git", ["init", "-q", join(root, "certs/inner")]),
      /^certs\/inner\/ is a repository of its own/,
    ],
    ["is no file", ".env", (root) => void execFileSync("mkfifo", [join(root, ".env")]), /no untracked file at \.env/],
  ])("an entry that %s: %s", async (_, entry, prepare, problem) => {
    const { root, run, read } = await setup([entry]);
    prepare(root);
    const { copied, problems } = await run();
    expect({ copied, problems }).toEqual({ copied: [], problems: [expect.stringMatching(problem)] });
    if (entry === ".env") expect(read(entry)).toBeUndefined();
  });

  test("a file that only the checkout ignores is not copied", async () => {
    const { write, run, read } = await setup(["key.txt"], "key.txt\n");
    write({ ".gitignore": `${IGNORE}key.txt\n`, "key.txt": "secret\n" });
    expect(await run()).toEqual({ copied: [], problems: [expect.stringContaining("git does not ignore key.txt")] });
    expect(read("key.txt")).toBeUndefined();
  });

  test("a link in the worktree cannot lead a copy out of it", async () => {
    const { root, write, run, path } = await setup(["certs", ".env"]);
    const outside = join(root, "../outside");
    mkdirSync(outside);
    write({ "certs/a.pem": "a\n", ".env": "A=1\n" });
    writeFileSync(join(outside, "env"), "theirs\n");
    symlinkSync(outside, join(path, "certs"));
    symlinkSync(join(outside, "env"), join(path, ".env"));
    expect(await run()).toEqual({
      copied: [".env"],
      problems: ["certs/a.pem cannot be copied: certs is in the way in the worktree."],
    });
    expect(existsSync(join(outside, "a.pem"))).toBe(false);
    expect(readFileSync(join(outside, "env"), "utf8")).toBe("theirs\n");
    rmSync(join(path, "certs"));
    expect((await run()).copied).toEqual(["certs/a.pem"]);
  });
});
