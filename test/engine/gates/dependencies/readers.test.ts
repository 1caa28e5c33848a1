import { describe, expect, test } from "vitest";
import { packageFileAt } from "../../../../src/engine/gates/dependencies/package-files.ts";
import { readPackages } from "./read-packages.ts";

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

describe("Python", () => {
  test("requirements", async () => {
    expect(
      await readPackages(
        "requirements.txt",
        "\ufeff# comment\n-r base.txt\n-c limits.txt\n--index-url https://x.y/simple\n" +
          "HttpX[http2]==0.25.0 ; python_version > '3.8' # why\nFlask_Login>=1.0,<2\nrequests\n" +
          "-e git+https://x/e.git@1#egg=My.Egg\na @ https://x.y/a-1.0.whl\n./local/pkg\nb==1.0 \\\n" +
          "    --hash=sha256:bb \\\n    --hash=sha256:aa\nc==1.*\n",
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
      await readPackages(
        "pyproject.toml",
        '[build-system]\nrequires = ["hatchling"]\n[project]\ndependencies = ["a>=1.0", "g"]\n' +
          '[project.optional-dependencies]\nx = ["b==2.0"]\n[dependency-groups]\n' +
          'dev = ["c", {include-group = "x"}]\n[tool.uv.sources]\ng = {git = "https://x/g.git"}\n' +
          '[tool.poetry.dependencies]\npython = "^3.10"\nd = "^3.1"\n' +
          'e = {version = "4.0", extras = ["x"]}\nf = {git = "https://x/f.git"}\n' +
          '[tool.poetry.group.dev.dependencies]\nh = "*"\n',
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
      await readPackages(
        "Pipfile",
        '[packages]\na = "==1.0"\nb = "*"\n[dev-packages]\nc = {git = "https://x/c.git"}\n',
      ),
    ).toEqual(["a 1.0", "b ?", "c ? git https://x/c.git"]);
    expect(
      await readPackages(
        "Pipfile.lock",
        '{"_meta": {}, "default": {"a": {"version": "==1.0", "hashes": ["sha256:aa"]}}, "develop": {"b": ' +
          '{"version": "==2.0"}}}',
      ),
    ).toEqual(["a 1.0", "b 2.0"]);
    expect(
      await readPackages(
        "poetry.lock",
        '[[package]]\nname = "A_b"\nversion = "1.0"\n[[package]]\nname = "g"\nversion = "1"\n' +
          '[package.source]\ntype = "git"\nurl = "https://x/g.git"\nreference = "main"\n[metadata]\n' +
          'lock-version = "2.0"\n',
      ),
    ).toEqual(["a-b 1.0", "g 1 git https://x/g.git#main"]);
    expect(
      await readPackages(
        "uv.lock",
        'version = 1\n[[package]]\nname = "own"\nversion = "0.1"\nsource = { virtual = "." }\n' +
          '[[package]]\nname = "a"\nversion = "1.0"\nsource = { registry = "https://pypi.org/simple" }\n' +
          'sdist = { url = "https://files.pythonhosted.org/a.tar.gz", hash = "sha256:aa" }\n',
      ),
    ).toEqual(["a 1.0"]);
    expect(
      await readPackages("pylock.toml", 'lock-version = "1.0"\n[[packages]]\nname = "a"\nversion = "1.0"\n'),
    ).toEqual(["a 1.0"]);
  });
});

test("Cargo", async () => {
  expect(
    await readPackages(
      "Cargo.toml",
      '[dependencies]\na = "1.0"\nb = { version = "2", package = "real-b" }\n' +
        'c = { git = "https://x/c" }\nd = { path = "../d" }\ne = { workspace = true }\n' +
        '[dev-dependencies]\nf = "0.3"\n[target."cfg(unix)".dependencies]\ng = "1"\n[patch.crates-io]\n' +
        'h = { git = "https://x/h" }\n',
    ),
  ).toEqual(["a 1.0", "real-b 2 as b", "c ? git https://x/c", "d ? file ../d", "f 0.3", "g 1", "h ? git https://x/h"]);
  expect(
    await readPackages(
      "Cargo.lock",
      'version = 3\n[[package]]\nname = "own"\nversion = "0.1.0"\n[[package]]\nname = "a"\n' +
        'version = "1.0.0"\nsource = "registry+https://github.com/rust-lang/crates.io-index"\n' +
        'checksum = "aa"\n[[package]]\nname = "g"\nversion = "1.0.0"\nsource = "git+https://x/g#1"\n',
    ),
  ).toEqual(["a 1.0.0", "g 1.0.0 git git+https://x/g#1"]);
});

test("Go", async () => {
  expect(
    await readPackages(
      "go.mod",
      "module example.org/x\n\ngo 1.22\ntoolchain go1.22.1\n\nrequire (\n\ta.b/c v1.0.0\n" +
        "\td.e/f/v2 v2.1.0 // indirect\n)\n\nrequire g.h/i v0.0.0-20240101000000-abcdef123456\n\n" +
        "replace a.b/c => evil.org/c v1.0.1\nreplace g.h/i => ../i\nexclude a.b/c v0.9.0\n",
    ),
  ).toEqual([
    "a.b/c v1.0.0",
    "d.e/f/v2 v2.1.0",
    "g.h/i v0.0.0-20240101000000-abcdef123456",
    "evil.org/c v1.0.1 as a.b/c",
  ]);
  expect(await readPackages("go.sum", "a.b/c v1.0.0 h1:aa=\na.b/c v1.0.0/go.mod h1:bb=\n")).toEqual([
    "a.b/c v1.0.0",
    "a.b/c v1.0.0/go.mod",
  ]);
});

test("Bundler", async () => {
  expect(
    await readPackages(
      "Gemfile",
      'source "https://rubygems.org"\nruby "3.3.0"\n# gem "no"\ngem "rails", "~> 7.1.0"\ngem \'pg\'\n' +
        'group :test do\n  gem "a", git: "https://x/a.git"\n  gem "b", github: "u/b"\n' +
        '  gem("c", path: "../c")\nend\n',
    ),
  ).toEqual(["rails 7.1.0", "pg ?", "a ? git https://x/a.git", "b ? git github:u/b", "c ? file ../c"]);
  expect(
    await readPackages(
      "Gemfile.lock",
      "GIT\n  remote: https://x/g.git\n  revision: 1\n  specs:\n    g (1.0)\n\nPATH\n  remote: .\n" +
        "  specs:\n    own (0.1)\n\nGEM\n  remote: https://rubygems.org/\n  specs:\n" +
        "    nokogiri (1.16.0-x86_64-linux)\n      racc (~> 1.4)\n    racc (1.7.3)\n\nDEPENDENCIES\n" +
        "  nokogiri\n",
    ),
  ).toEqual(["g 1.0 git https://x/g.git", "nokogiri 1.16.0", "racc 1.7.3"]);
});

test("Composer", async () => {
  expect(
    await readPackages(
      "composer.json",
      '{"require": {"php": ">=8.1", "ext-json": "*", "Symfony/Console": "^6.4"}, "require-dev": []}',
    ),
  ).toEqual(["symfony/console 6.4"]);
  expect(
    await readPackages(
      "composer.lock",
      '{"packages": [{"name": "symfony/console", "version": "v6.4.1", "license": ["MIT"], "source": ' +
        '{"type": "git", "url": "https://github.com/symfony/console.git", "reference": "aa"}}], ' +
        '"packages-dev": [{"name": "own/x", "version": "dev-main", "dist": {"type": "path", "url": ' +
        '"../x"}}]}',
    ),
  ).toEqual(["symfony/console 6.4.1"]);
});

test("Maven", async () => {
  expect(
    await readPackages(
      "pom.xml",
      "<?xml " +
        'version="1.0"?><project><parent><groupId>p</groupId><artifactId>parent</artifactId><version>' +
        "3.1.10</version></parent><properties><v>1.10</v></properties><dependencies><dependency><groupId>" +
        "a</groupId><artifactId>b</artifactId><version>${v}</version><exclusions><exclusion><groupId>x</" +
        "groupId><artifactId>y</artifactId></exclusion></exclusions></dependency><dependency><groupId>c</" +
        "groupId><artifactId>d</artifactId></dependency></dependencies><build><plugins><plugin>" +
        "<artifactId>maven-jar-plugin</artifactId><version>3</version></plugin></plugins></build></" +
        "project>",
    ),
  ).toEqual(["p:parent 3.1.10", "a:b 1.10", "c:d ?", "org.apache.maven.plugins:maven-jar-plugin 3"]);
});
