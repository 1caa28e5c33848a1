import { describe, expect, test } from "vitest";
import { judgeDependencies, npmLock, packageJson, rulesOf } from "./judge-dependencies.ts";

describe("tampering", () => {
  const before = npmLock({ lodash: { version: "4.17.21" }, ms: {} });
  const judge = async (entry: Record<string, unknown>, name = "lodash") =>
    rulesOf(
      await judgeDependencies({
        "package-lock.json": { before, after: npmLock({ [name]: { version: "4.17.21", ...entry }, ms: {} }) },
      }),
    );

  test.each<[string, Record<string, unknown>, string]>([
    [
      "another URL for the same version",
      { resolved: "https://registry.npmjs.org/lodahs/-/lodahs-4.17.21.tgz" },
      "hard swapped-package lodash 4.17.21",
    ],
    ["another hash for the same version", { integrity: "sha512-evil==" }, "hard swapped-package lodash 4.17.21"],
    [
      "another server with a new version",
      { version: "4.17.22", resolved: "https://evil.example/lodash.tgz" },
      "hard foreign-source lodash",
    ],
    [
      "another package's file with a new version",
      { version: "4.17.22", resolved: "https://registry.npmjs.org/lodahs/-/lodahs-4.17.22.tgz" },
      "hard renamed-package lodahs",
    ],
    [
      "another package under its name",
      { name: "lodahs", version: "1.0.0", resolved: "https://registry.npmjs.org/lodahs/-/lodahs-1.0.0.tgz" },
      "hard renamed-package lodahs",
    ],
    [
      "a repository in its place",
      { version: "4.17.22", resolved: "git+ssh://git@github.com/evil/lodash.git#abc" },
      "hard foreign-source lodash",
    ],
  ])("a lockfile-only change with %s", async (_what, entry, expected) => {
    expect(await judge(entry)).toContain(expected);
  });

  test("an alias that a package requests is not reported", async () => {
    const after = npmLock({
      "string-width-cjs": {
        name: "string-width",
        version: "4.2.3",
        resolved: "https://registry.npmjs.org/string-width/-/string-width-4.2.3.tgz",
      },
      ui: { dependencies: { "string-width-cjs": "npm:string-width@^4.2.0" } },
    });
    expect(rulesOf(await judgeDependencies({ "package-lock.json": after }))).toEqual([
      "none transitive-dependencies package-lock.json",
    ]);
  });

  test.each<[string, string, string]>([
    ["requirements.txt", "a==1.0 --hash=sha256:aa\n", "a==1.0 --hash=sha256:bb\n"],
    [
      "yarn.lock",
      '# yarn lockfile v1\n\na@^1:\n  version "1.0.0"\n' +
        '  resolved "https://registry.yarnpkg.com/a/-/a-1.0.0.tgz#aa"\n  integrity sha512-aa==\n',
      '# yarn lockfile v1\n\na@^1:\n  version "1.0.0"\n' +
        '  resolved "https://registry.yarnpkg.com/a/-/a-1.0.0.tgz#aa"\n  integrity sha512-bb==\n',
    ],
    [
      "pnpm-lock.yaml",
      "lockfileVersion: '9.0'\npackages:\n\n  a@1.0.0:\n    resolution: {integrity: sha512-aa==}\n",
      "lockfileVersion: '9.0'\npackages:\n\n  a@1.0.0:\n    resolution: {integrity: sha512-bb==}\n",
    ],
    [
      "Cargo.lock",
      '[[package]]\nname = "a"\nversion = "1.0.0"\n' +
        'source = "registry+https://github.com/rust-lang/crates.io-index"\nchecksum = "aa"\n',
      '[[package]]\nname = "a"\nversion = "1.0.0"\n' +
        'source = "registry+https://github.com/rust-lang/crates.io-index"\nchecksum = "bb"\n',
    ],
    ["go.sum", "a.b/c v1.0.0 h1:aa=\n", "a.b/c v1.0.0 h1:bb=\n"],
    [
      "poetry.lock",
      '[[package]]\nname = "a"\nversion = "1.0"\nfiles = [{file = "a.whl", hash = "sha256:aa"}]\n',
      '[[package]]\nname = "a"\nversion = "1.0"\nfiles = [{file = "a.whl", hash = "sha256:bb"}]\n',
    ],
    [
      "composer.lock",
      '{"packages": [{"name": "a/b", "version": "1.0", "dist": {"type": "zip", "url": ' +
        '"https://api.github.com/x", "shasum": "aa"}}]}',
      '{"packages": [{"name": "a/b", "version": "1.0", "dist": {"type": "zip", "url": ' +
        '"https://api.github.com/x", "shasum": "bb"}}]}',
    ],
    [
      "Gemfile.lock",
      "GEM\n  remote: https://rubygems.org/\n  specs:\n    a (1.0)\n\nCHECKSUMS\n  a (1.0) sha256=aa\n",
      "GEM\n  remote: https://rubygems.org/\n  specs:\n    a (1.0)\n\nCHECKSUMS\n  a (1.0) sha256=bb\n",
    ],
  ])("a swapped hash in %s", async (path, before, after) => {
    expect(rulesOf(await judgeDependencies({ [path]: { before, after } }))).toContainEqual(
      expect.stringMatching(/^hard swapped-package a/),
    );
    expect(rulesOf(await judgeDependencies({ [path]: { before, after: before } }))).toEqual([]);
  });

  test.each<[string, string]>([
    [".npmrc", "registry=https://evil.example/\n"],
    ["web/.npmrc", "@acme:registry=https://evil.example/\n"],
    [".yarnrc.yml", 'npmRegistryServer: "https://evil.example"\n'],
    ["pip.conf", "[global]\nindex-url = https://evil.example/simple\n"],
    [".cargo/config.toml", '[source.crates-io]\nreplace-with = "evil"\n'],
    ["requirements.txt", "--extra-index-url https://evil.example/simple\n"],
  ])("another registry in %s", async (path, text) => {
    expect(rulesOf(await judgeDependencies({ [path]: text }))).toEqual([`hard registry-setting ${path}`]);
    expect(await judgeDependencies({ ".npmrc": "save-exact=true\n" })).toEqual([]);
  });

  test("sources other than the registry are reported, and need approval for lack of a license", async () => {
    const findings = await judgeDependencies({
      "package.json": packageJson({
        a: "git+https://user:pw1234@git.example/a.git",
        b: "https://x.example/b.tgz",
        c: "file:../c",
        d: "user/repo",
      }),
    });
    expect(rulesOf(findings)).toEqual([
      "elevated foreign-source a",
      "elevated foreign-source b",
      "elevated foreign-source d",
      "hard licence-unknown a",
      "hard licence-unknown b",
      "hard licence-unknown d",
    ]);
    expect(JSON.stringify(findings)).not.toContain("pw1234");
  });
});
