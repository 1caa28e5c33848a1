import { describe, expect, test } from "vitest";
import { readPackages } from "./read-packages.ts";

describe("npm", () => {
  test("package.json", async () => {
    expect(
      await readPackages(
        "package.json",
        JSON.stringify({
          dependencies: {
            a: "^1.2.3",
            b: "npm:@s/c@~2.0.0",
            d: "github:u/d",
            e: "u/e#v1",
            f: "https://x.y/f.tgz",
            g: "workspace:*",
            h: "*",
          },
          devDependencies: { i: "1.x" },
          peerDependencies: { j: ">=16" },
          optionalDependencies: { k: "latest" },
        }),
      ),
    ).toEqual([
      "a 1.2.3",
      "@s/c 2.0.0 as b",
      "d ? git github:u/d",
      "e ? git github:u/e#v1",
      "f ? http https://x.y/f.tgz",
      "g ? file workspace:*",
      "h ?",
      "i 1",
      "k ?",
      "j 16",
    ]);
  });

  test("package-lock.json, versions 1 and 3", async () => {
    expect(
      await readPackages(
        "package-lock.json",
        JSON.stringify({
          lockfileVersion: 1,
          dependencies: {
            a: { version: "1.0.0", dependencies: { b: { version: "2.0.0" } } },
            c: { version: "npm:d@3.0.0" },
            e: { version: "git+ssh://git@h/e.git#1" },
          },
        }),
      ),
    ).toEqual(["a 1.0.0", "b 2.0.0", "d 3.0.0 as c", "e git+ssh://git@h/e.git#1 git git+ssh://git@h/e.git#1"]);
    expect(
      await readPackages(
        "package-lock.json",
        JSON.stringify({
          lockfileVersion: 3,
          packages: {
            "": {},
            "packages/own": { version: "1.0.0" },
            "node_modules/own": { link: true, resolved: "packages/own" },
            "node_modules/@s/a": { version: "1.0.0" },
            "node_modules/b/node_modules/c": {
              version: "2.0.0",
              resolved: "https://registry.npmjs.org/c/-/c-2.0.0.tgz",
            },
            "node_modules/x": { name: "y", version: "1.0.0" },
            "node_modules/g": { version: "1.0.0", resolved: "git+ssh://git@h/g.git#1" },
          },
        }),
      ),
    ).toEqual(["@s/a 1.0.0", "c 2.0.0", "y 1.0.0 as x", "g 1.0.0 git git+ssh://git@h/g.git#1"]);
  });

  test("pnpm-lock.yaml, versions 5, 6 and 9", async () => {
    const entry = "    resolution: {integrity: sha512-aa==}\n    dev: true\n";
    expect(
      await readPackages(
        "pnpm-lock.yaml",
        `lockfileVersion: 5.4\n\npackages:\n\n  /@s/a/1.0.0_b@2.0.0:\n${entry}\n  /b/2.0.0:\n${entry}`,
      ),
    ).toEqual(["@s/a 1.0.0", "b 2.0.0"]);
    expect(
      await readPackages("pnpm-lock.yaml", `lockfileVersion: '6.0'\n\npackages:\n\n  /@s/a@1.0.0(b@2.0.0):\n${entry}`),
    ).toEqual(["@s/a 1.0.0"]);
    expect(
      await readPackages(
        "pnpm-lock.yaml",
        `lockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    dependencies:\n      a:\n` +
          `        specifier: ^1\n        version: 1.0.0\n\npackages:\n\n  '@s/a@1.0.0':\n${entry}\n` +
          `  g@https://codeload.github.com/u/g/tar.gz/1:\n` +
          `    resolution: {tarball: https://codeload.github.com/u/g/tar.gz/1}\n    version: 1.0.0\n\n` +
          `  h@git+https://x/h.git#1:\n    resolution:\n      commit: '1'\n      repo: https://x/h.git\n` +
          `      type: git\n\nsnapshots:\n\n  '@s/a@1.0.0': {}\n`,
      ),
    ).toEqual([
      "@s/a 1.0.0",
      "g https://codeload.github.com/u/g/tar.gz/1 http https://codeload.github.com/u/g/tar.gz/1",
      "h git+https://x/h.git#1 git https://x/h.git#1",
    ]);
  });

  test("yarn.lock, classic and berry", async () => {
    expect(
      await readPackages(
        "yarn.lock",
        '# yarn lockfile v1\n\n\n"@s/a@^1.0.0", "@s/a@^1.1.0":\n  version "1.1.0"\n' +
          '  resolved "https://registry.yarnpkg.com/@s/a/-/a-1.1.0.tgz#aa"\n  integrity sha512-aa==\n' +
          '  dependencies:\n    b "^1"\n\nc@npm:d@^2:\n  version "2.0.0"\n' +
          '  resolved "https://registry.yarnpkg.com/d/-/d-2.0.0.tgz#bb"\n\n"e@git+https://x/e.git":\n' +
          '  version "1.0.0"\n  resolved "git+https://x/e.git#1"\n',
      ),
    ).toEqual(["@s/a 1.1.0", "d 2.0.0 as c", "e 1.0.0 git git+https://x/e.git"]);
    expect(
      await readPackages(
        "yarn.lock",
        '__metadata:\n  version: 8\n\n"@s/a@npm:^1.0.0":\n  version: 1.1.0\n' +
          '  resolution: "@s/a@npm:1.1.0"\n  dependencies:\n    b: "npm:^1"\n  checksum: 10c0/aa\n' +
          '  languageName: node\n\n"own@workspace:.":\n  version: 0.0.0-use.local\n' +
          '  resolution: "own@workspace:."\n\n"e@https://github.com/u/e.git":\n  version: 1.0.0\n' +
          '  resolution: "e@https://github.com/u/e.git#commit=1"\n',
      ),
    ).toEqual(["@s/a 1.1.0", "e 1.0.0 git https://github.com/u/e.git#commit=1"]);
  });

  test("bun.lock", async () => {
    expect(
      await readPackages(
        "bun.lock",
        '{\n  "lockfileVersion": 1,\n  "workspaces": {"": {"name": "x",},},\n  "packages": {\n' +
          '    "a": ["a@1.0.0", "", {}, "sha512-aa=="],\n    "b/c": ["c@2.0.0", "", {}, "sha512-bb=="],\n' +
          '    "g": ["g@github:u/g#1", {}, "hash"],\n    "own": ["own@workspace:packages/own"],\n  },\n}\n',
      ),
    ).toEqual(["a 1.0.0", "c 2.0.0", "g github:u/g#1 git github:u/g#1"]);
  });
});
