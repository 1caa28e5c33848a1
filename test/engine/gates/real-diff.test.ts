// Runs the gates on diffs made by git, with unusual files.
import { chmodSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { createDependencyGate } from "../../../src/engine/gates/dependencies/dependency-gate.ts";
import type { GateContext } from "../../../src/engine/gates/gate.ts";
import { judge } from "../../../src/engine/gates/judge.ts";
import { scopeGate } from "../../../src/engine/gates/scope/scope-gate.ts";
import { secretsGate } from "../../../src/engine/gates/secrets/secrets-gate.ts";
import { sizeGate } from "../../../src/engine/gates/size/size-gate.ts";
import { surfaceGate } from "../../../src/engine/gates/surface/surface-gate.ts";
import { gateContext } from "../../support/gate-context.ts";
import { opened } from "../../support/opened-repository.ts";
import { testRepository } from "../../support/repository.ts";
import { memoryCache, npmLock, offline } from "./dependencies/judge-dependencies.ts";

const gates = [
  secretsGate,
  createDependencyGate({ fetch: offline, cache: memoryCache() }),
  scopeGate,
  sizeGate,
  surfaceGate,
];

/** Judges the changes that `change` makes to a checkout of `files`. */
async function judged(
  files: Record<string, string | Buffer>,
  change: (write: (path: string, content: string | Buffer) => void, at: (path: string) => string) => void,
  context: Partial<GateContext> = {},
) {
  const repository = testRepository(files);
  const path = join(repository.root, "../wt");
  const worktree = (await opened(repository)).worktree(path);
  const base = repository.git("rev-parse", "main");
  await worktree.start("feat/one", base);
  const at = (name: string) => join(path, name);
  change((name, content) => {
    mkdirSync(dirname(at(name)), { recursive: true });
    writeFileSync(at(name), content);
  }, at);
  await worktree.stage();
  const { findings } = await judge(await worktree.diff(base), gates, gateContext({ root: path, ...context }));
  return findings.filter(({ rule }) => rule !== "advisories-unchecked");
}

const secret = ["AKIA", "Q3ZJ7XK2M5PWBT6R"].join("");

test("owners and generated files are read from files that the diff does not change", async () => {
  const files = {
    ".github/CODEOWNERS": "/src/billing/ @org/money\n",
    ".gitattributes": "gen/** linguist-generated\n",
    "a.txt": "a\n",
  };
  const findings = await judged(
    files,
    (write) => {
      write("src/billing/plan.ts", "export {};\n");
      write("gen/api.ts", "x\n".repeat(900));
    },
    { milestone: "m3", scopeTags: ["auth"] },
  );
  expect(findings).toMatchObject([{ gate: "scope", tier: "hard", note: { owners: ["@org/money"] } }]);
});

test("quoted UTF-8 paths, moves, modes, links and UTF-16 are judged", async () => {
  const old = "const a = 1;\n".repeat(30);
  const findings = await judged(
    { "plain.ts": old, "run.sh": "#!/bin/sh\n", "packages/a/package.json": "{}\n" },
    (write, at) => {
      write('src/größe "x"/auth/ключ.ts', `const id = "${secret}";\n`);
      write("utf16.txt", Buffer.from(`\ufeffid = "${secret}"\n`, "utf16le"));
      mkdirSync(at("src/billing"), { recursive: true });
      renameSync(at("plain.ts"), at("src/billing/plain.ts"));
      chmodSync(at("run.sh"), 0o755);
      symlinkSync("/etc/passwd", at("link"));
      write("packages/a/package-lock.json", npmLock({ evil: { license: "GPL-3.0-only" } }));
    },
    { milestone: "m3", scopeTags: ["auth"] },
  );
  expect(findings.map(({ tier, gate, rule, file }) => [tier, gate, rule, file])).toEqual([
    ["safety", "secrets", "aws", 'src/größe "x"/auth/ключ.ts'],
    ["safety", "secrets", "aws", "utf16.txt"],
    ["hard", "dependencies", "licence-denied", "packages/a/package-lock.json"],
    ["hard", "scope", "sensitive-area", "src/billing/plain.ts"],
    ["elevated", "scope", "sensitive-area", 'src/größe "x"/auth/ключ.ts'],
  ]);
});

test("files of 20 MB are reported as unread", async () => {
  const findings = await judged({ "a.txt": "a\n" }, (write) => {
    write("dump.json", Buffer.alloc(20_000_000, "x y\n"));
    write("data.bin", Buffer.alloc(20_000_000));
    write("package-lock.json", Buffer.alloc(20_000_000, " "));
  });
  expect(findings.map(({ tier, rule, file }) => [tier, rule, file])).toEqual([
    ["hard", "unread-file", "data.bin"],
    ["hard", "unread-file", "dump.json"],
    ["hard", "large-diff", "dump.json"],
    ["hard", "unread-dependencies", "package-lock.json"],
    ["hard", "unread-file", "package-lock.json"],
  ]);
});
