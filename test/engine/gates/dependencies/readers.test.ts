import { describe, expect, test } from "vitest";
import { packageFileAt } from "../../../../src/engine/gates/dependencies/files.ts";

/** Packages as `name version|spec [source url] [as alias]`. */
async function read(path: string, text: string): Promise<readonly string[]> {
  const reader = await packageFileAt(path)?.load();
  return ((await reader?.(text, path)) ?? []).map(({ name, version, source, alias }) =>
    [
      name,
      version ?? "?",
      ...(source.kind === "registry" ? [] : [source.kind, source.url]),
      ...(alias === undefined ? [] : ["as", alias]),
    ].join(" "),
  );
}

test.each<[string, string | undefined]>([
  ["package.json", "npm manifest"],
  ["a/b/Cargo.lock", "cargo lockfile"],
  ["Gemfile", "rubygems manifest"],
  ["requirements.txt", "pypi manifest"],
  ["dev-requirements.txt", "pypi manifest"],
  ["requirements-dev.in", "pypi manifest"],
  ["requirements/base.txt", "pypi manifest"],
  ["constraints.txt", "pypi manifest"],
  ["notes.txt", undefined],
  ["src/package.json.ts", undefined],
  ["constructor", undefined],
  ["POM.xml", "maven manifest"],
])("%s is %s", (path, expected) => {
  const file = packageFileAt(path);
  expect(file === undefined ? undefined : `${file.ecosystem} ${file.role}`).toBe(expected);
});

describe("npm", () => {
  test("package.json", async () => {
    expect(
      await read(
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
      await read(
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
      await read(
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
      await read(
        "pnpm-lock.yaml",
        `lockfileVersion: 5.4\n\npackages:\n\n  /@s/a/1.0.0_b@2.0.0:\n${entry}\n  /b/2.0.0:\n${entry}`,
      ),
    ).toEqual(["@s/a 1.0.0", "b 2.0.0"]);
    expect(
      await read("pnpm-lock.yaml", `lockfileVersion: '6.0'\n\npackages:\n\n  /@s/a@1.0.0(b@2.0.0):\n${entry}`),
    ).toEqual(["@s/a 1.0.0"]);
    expect(
      await read(
        "pnpm-lock.yaml",
        `lockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    dependencies:\n      a:\n        specifier: ^1\n        version: 1.0.0\n\npackages:\n\n  '@s/a@1.0.0':\n${entry}\n  g@https://codeload.github.com/u/g/tar.gz/1:\n    resolution: {tarball: https://codeload.github.com/u/g/tar.gz/1}\n    version: 1.0.0\n\n  h@git+https://x/h.git#1:\n    resolution:\n      commit: '1'\n      repo: https://x/h.git\n      type: git\n\nsnapshots:\n\n  '@s/a@1.0.0': {}\n`,
      ),
    ).toEqual([
      "@s/a 1.0.0",
      "g https://codeload.github.com/u/g/tar.gz/1 http https://codeload.github.com/u/g/tar.gz/1",
      "h git+https://x/h.git#1 git https://x/h.git#1",
    ]);
  });

  test("yarn.lock, classic and berry", async () => {
    expect(
      await read(
        "yarn.lock",
        '# yarn lockfile v1\n\n\n"@s/a@^1.0.0", "@s/a@^1.1.0":\n  version "1.1.0"\n  resolved "https://registry.yarnpkg.com/@s/a/-/a-1.1.0.tgz#aa"\n  integrity sha512-aa==\n  dependencies:\n    b "^1"\n\nc@npm:d@^2:\n  version "2.0.0"\n  resolved "https://registry.yarnpkg.com/d/-/d-2.0.0.tgz#bb"\n\n"e@git+https://x/e.git":\n  version "1.0.0"\n  resolved "git+https://x/e.git#1"\n',
      ),
    ).toEqual(["@s/a 1.1.0", "d 2.0.0 as c", "e 1.0.0 git git+https://x/e.git"]);
    expect(
      await read(
        "yarn.lock",
        '__metadata:\n  version: 8\n\n"@s/a@npm:^1.0.0":\n  version: 1.1.0\n  resolution: "@s/a@npm:1.1.0"\n  dependencies:\n    b: "npm:^1"\n  checksum: 10c0/aa\n  languageName: node\n\n"own@workspace:.":\n  version: 0.0.0-use.local\n  resolution: "own@workspace:."\n\n"e@https://github.com/u/e.git":\n  version: 1.0.0\n  resolution: "e@https://github.com/u/e.git#commit=1"\n',
      ),
    ).toEqual(["@s/a 1.1.0", "e 1.0.0 git https://github.com/u/e.git#commit=1"]);
  });

  test("bun.lock", async () => {
    expect(
      await read(
        "bun.lock",
        '{\n  "lockfileVersion": 1,\n  "workspaces": {"": {"name": "x",},},\n  "packages": {\n    "a": ["a@1.0.0", "", {}, "sha512-aa=="],\n    "b/c": ["c@2.0.0", "", {}, "sha512-bb=="],\n    "g": ["g@github:u/g#1", {}, "hash"],\n    "own": ["own@workspace:packages/own"],\n  },\n}\n',
      ),
    ).toEqual(["a 1.0.0", "c 2.0.0", "g github:u/g#1 git github:u/g#1"]);
  });
});

describe("Python", () => {
  test("requirements", async () => {
    expect(
      await read(
        "requirements.txt",
        "\ufeff# comment\n-r base.txt\n-c limits.txt\n--index-url https://x.y/simple\nHttpX[http2]==0.25.0 ; python_version > '3.8' # why\nFlask_Login>=1.0,<2\nrequests\n-e git+https://x/e.git@1#egg=My.Egg\na @ https://x.y/a-1.0.whl\n./local/pkg\nb==1.0 \\\n    --hash=sha256:bb \\\n    --hash=sha256:aa\nc==1.*\n",
      ),
    ).toEqual([
      "https://x.y/simple ? http https://x.y/simple",
      "httpx 0.25.0",
      "flask-login 1.0",
      "requests ?",
      "my-egg ? git git+https://x/e.git@1#egg=My.Egg",
      "a ? http https://x.y/a-1.0.whl",
      "pkg ? file ./local/pkg",
      "b 1.0",
      "c 1",
    ]);
  });

  test("pyproject.toml", async () => {
    expect(
      await read(
        "pyproject.toml",
        '[build-system]\nrequires = ["hatchling"]\n[project]\ndependencies = ["a>=1.0", "g"]\n[project.optional-dependencies]\nx = ["b==2.0"]\n[dependency-groups]\ndev = ["c", {include-group = "x"}]\n[tool.uv.sources]\ng = {git = "https://x/g.git"}\n[tool.poetry.dependencies]\npython = "^3.10"\nd = "^3.1"\ne = {version = "4.0", extras = ["x"]}\nf = {git = "https://x/f.git"}\n[tool.poetry.group.dev.dependencies]\nh = "*"\n',
      ),
    ).toEqual([
      "a 1.0",
      "g ? git https://x/g.git",
      "b 2.0",
      "c ?",
      "hatchling ?",
      "d 3.1",
      "e 4.0",
      "f ? git https://x/f.git",
      "h ?",
    ]);
  });

  test("Pipfile and the locks", async () => {
    expect(
      await read("Pipfile", '[packages]\na = "==1.0"\nb = "*"\n[dev-packages]\nc = {git = "https://x/c.git"}\n'),
    ).toEqual(["a 1.0", "b ?", "c ? git https://x/c.git"]);
    expect(
      await read(
        "Pipfile.lock",
        '{"_meta": {}, "default": {"a": {"version": "==1.0", "hashes": ["sha256:aa"]}}, "develop": {"b": {"version": "==2.0"}}}',
      ),
    ).toEqual(["a 1.0", "b 2.0"]);
    expect(
      await read(
        "poetry.lock",
        '[[package]]\nname = "A_b"\nversion = "1.0"\n[[package]]\nname = "g"\nversion = "1"\n[package.source]\ntype = "git"\nurl = "https://x/g.git"\nreference = "main"\n[metadata]\nlock-version = "2.0"\n',
      ),
    ).toEqual(["a-b 1.0", "g 1 git https://x/g.git#main"]);
    expect(
      await read(
        "uv.lock",
        'version = 1\n[[package]]\nname = "own"\nversion = "0.1"\nsource = { virtual = "." }\n[[package]]\nname = "a"\nversion = "1.0"\nsource = { registry = "https://pypi.org/simple" }\nsdist = { url = "https://files.pythonhosted.org/a.tar.gz", hash = "sha256:aa" }\n',
      ),
    ).toEqual(["a 1.0"]);
    expect(await read("pylock.toml", 'lock-version = "1.0"\n[[packages]]\nname = "a"\nversion = "1.0"\n')).toEqual([
      "a 1.0",
    ]);
  });
});

test("Cargo", async () => {
  expect(
    await read(
      "Cargo.toml",
      '[dependencies]\na = "1.0"\nb = { version = "2", package = "real-b" }\nc = { git = "https://x/c" }\nd = { path = "../d" }\ne = { workspace = true }\n[dev-dependencies]\nf = "0.3"\n[target."cfg(unix)".dependencies]\ng = "1"\n[patch.crates-io]\nh = { git = "https://x/h" }\n',
    ),
  ).toEqual(["a 1.0", "real-b 2 as b", "c ? git https://x/c", "d ? file ../d", "f 0.3", "g 1", "h ? git https://x/h"]);
  expect(
    await read(
      "Cargo.lock",
      'version = 3\n[[package]]\nname = "own"\nversion = "0.1.0"\n[[package]]\nname = "a"\nversion = "1.0.0"\nsource = "registry+https://github.com/rust-lang/crates.io-index"\nchecksum = "aa"\n[[package]]\nname = "g"\nversion = "1.0.0"\nsource = "git+https://x/g#1"\n',
    ),
  ).toEqual(["a 1.0.0", "g 1.0.0 git git+https://x/g#1"]);
});

test("Go", async () => {
  expect(
    await read(
      "go.mod",
      "module example.org/x\n\ngo 1.22\ntoolchain go1.22.1\n\nrequire (\n\ta.b/c v1.0.0\n\td.e/f/v2 v2.1.0 // indirect\n)\n\nrequire g.h/i v0.0.0-20240101000000-abcdef123456\n\nreplace a.b/c => evil.org/c v1.0.1\nreplace g.h/i => ../i\nexclude a.b/c v0.9.0\n",
    ),
  ).toEqual([
    "a.b/c v1.0.0",
    "d.e/f/v2 v2.1.0",
    "g.h/i v0.0.0-20240101000000-abcdef123456",
    "evil.org/c v1.0.1 as a.b/c",
  ]);
  expect(await read("go.sum", "a.b/c v1.0.0 h1:aa=\na.b/c v1.0.0/go.mod h1:bb=\n")).toEqual([
    "a.b/c v1.0.0",
    "a.b/c v1.0.0/go.mod",
  ]);
});

test("Bundler", async () => {
  expect(
    await read(
      "Gemfile",
      'source "https://rubygems.org"\nruby "3.3.0"\n# gem "no"\ngem "rails", "~> 7.1.0"\ngem \'pg\'\ngroup :test do\n  gem "a", git: "https://x/a.git"\n  gem "b", github: "u/b"\n  gem("c", path: "../c")\nend\n',
    ),
  ).toEqual(["rails 7.1.0", "pg ?", "a ? git https://x/a.git", "b ? git github:u/b", "c ? file ../c"]);
  expect(
    await read(
      "Gemfile.lock",
      "GIT\n  remote: https://x/g.git\n  revision: 1\n  specs:\n    g (1.0)\n\nPATH\n  remote: .\n  specs:\n    own (0.1)\n\nGEM\n  remote: https://rubygems.org/\n  specs:\n    nokogiri (1.16.0-x86_64-linux)\n      racc (~> 1.4)\n    racc (1.7.3)\n\nDEPENDENCIES\n  nokogiri\n",
    ),
  ).toEqual(["g 1.0 git https://x/g.git", "nokogiri 1.16.0", "racc 1.7.3"]);
});

test("Composer", async () => {
  expect(
    await read(
      "composer.json",
      '{"require": {"php": ">=8.1", "ext-json": "*", "Symfony/Console": "^6.4"}, "require-dev": []}',
    ),
  ).toEqual(["symfony/console 6.4"]);
  expect(
    await read(
      "composer.lock",
      '{"packages": [{"name": "symfony/console", "version": "v6.4.1", "license": ["MIT"], "source": {"type": "git", "url": "https://github.com/symfony/console.git", "reference": "aa"}}], "packages-dev": [{"name": "own/x", "version": "dev-main", "dist": {"type": "path", "url": "../x"}}]}',
    ),
  ).toEqual(["symfony/console 6.4.1"]);
});

test("Maven", async () => {
  expect(
    await read(
      "pom.xml",
      '<?xml version="1.0"?><project><parent><groupId>p</groupId><artifactId>parent</artifactId><version>3.1.10</version></parent><properties><v>1.10</v></properties><dependencies><dependency><groupId>a</groupId><artifactId>b</artifactId><version>${v}</version><exclusions><exclusion><groupId>x</groupId><artifactId>y</artifactId></exclusion></exclusions></dependency><dependency><groupId>c</groupId><artifactId>d</artifactId></dependency></dependencies><build><plugins><plugin><artifactId>maven-jar-plugin</artifactId><version>3</version></plugin></plugins></build></project>',
    ),
  ).toEqual(["p:parent 3.1.10", "a:b 1.10", "c:d ?", "org.apache.maven.plugins:maven-jar-plugin 3"]);
});
