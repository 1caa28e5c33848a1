import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../../support/repository.ts";
import { judgeDependencies, memoryCache, npmLock } from "./judge-dependencies.ts";
import { loopbackRegistry } from "./loopback-registry.ts";

const manifest = (dependencies: Record<string, string>) => JSON.stringify({ name: "x", dependencies }, undefined, 2);
const rulesOf = (findings: readonly { rule: string; tier: string; object: string }[]) =>
  findings
    .filter(({ rule }) => rule !== "advisories-unchecked")
    .map(({ rule, tier, object }) => `${tier} ${rule} ${object}`);

describe("what a diff adds", () => {
  test("a permissive package is told with its version and licence, as the transcript has it", async () => {
    const { registries } = await loopbackRegistry({
      "/pypi/httpx/0.25.0/json": { info: { version: "0.25.0", license: "MIT", classifiers: [] } },
    });
    const findings = await judgeDependencies(
      { "requirements.txt": { before: "flask==3.0.0\n", after: "flask==3.0.0\nhttpx==0.25.0\n" } },
      { fetch, config: { registries } },
    );
    expect(findings[0]).toMatchObject({
      gate: "dependencies",
      rule: "new-dependency",
      tier: "elevated",
      verdict: "allowed",
      file: "requirements.txt",
      line: 2,
      object: "httpx",
      message: "New dependency: httpx v0.25.0 (MIT)",
      label: "needs-dep-review",
      note: { kind: "dependency", name: "httpx", version: "0.25.0", licence: "MIT" },
    });
  });

  test("a denied licence asks, as the transcript has it", async () => {
    const { registries } = await loopbackRegistry({
      "/pypi/weasyprint/60.0/json": { info: { version: "60.0", license: "GPL-3.0" } },
    });
    const [finding] = await judgeDependencies(
      { "requirements.txt": "weasyprint==60.0\n" },
      { fetch, config: { registries } },
    );
    expect(finding).toMatchObject({
      rule: "licence-denied",
      tier: "hard",
      verdict: "denied",
      message: "License: weasyprint v60.0 (GPL-3.0)",
      note: { licence: "GPL-3.0" },
    });
  });

  test("the lockfile gives a wish its version and licence, and the rest is summed up", async () => {
    const findings = await judgeDependencies({
      "package.json": { before: manifest({}), after: manifest({ express: "^4.18.0" }) },
      "package-lock.json": {
        before: npmLock({}),
        after: npmLock({ express: { version: "4.19.2" }, ms: { version: "2.1.3" }, "@s/deep": { license: "ISC" } }),
      },
    });
    expect(findings.map(({ message }) => message)).toEqual([
      "New dependency: express v4.19.2 (MIT)",
      "2 packages added or updated for others in package-lock.json: ISC 1, MIT 1",
      expect.stringContaining("Advisories were not looked up"),
    ]);
  });

  test("a denied licence asks also where only another package needs it", async () => {
    const findings = await judgeDependencies({
      "package-lock.json": {
        before: npmLock({ a: {} }),
        after: npmLock({ a: {}, evil: { license: "AGPL-3.0-only" } }),
      },
    });
    expect(findings[0]).toMatchObject({
      rule: "licence-denied",
      tier: "hard",
      message: "License: evil v1.0.0 (AGPL-3.0-only)",
      note: { name: "evil" },
    });
  });

  test("an update asks only where the licence got worse", async () => {
    const judge = async (before: string, after: string) =>
      rulesOf(
        await judgeDependencies({
          "package-lock.json": {
            before: npmLock({ a: { license: before } }),
            after: npmLock({ a: { version: "2.0.0", license: after } }),
          },
        }),
      );
    expect(await judge("GPL-3.0-only", "GPL-3.0-only")).toEqual(["none transitive-dependencies package-lock.json"]);
    expect(await judge("MPL-2.0", "BUSL-1.1")).toEqual(["hard licence-denied a"]);
  });

  test("removals are told, and a package asked for elsewhere still counts", async () => {
    const findings = await judgeDependencies({
      "package.json": { before: manifest({ a: "1" }), after: manifest({}) },
      "go.mod": { before: "module x\nrequire a.b/c v1.0.0\n" },
    });
    expect(rulesOf(findings)).toEqual(["none removed-dependency a", "none removed-dependency a.b/c"]);
  });

  test("nothing to do with packages, nothing asked of anybody", async () => {
    const { registries, asked } = await loopbackRegistry({});
    expect(
      await judgeDependencies(
        { "src/a.ts": "", "package.json": { before: manifest({ a: "1" }), after: `${manifest({ a: "1" })}\n` } },
        { fetch, config: { registries } },
      ),
    ).toEqual([]);
    expect(asked).toEqual([]);
  });

  test("the fingerprint survives other edits and falls with version and licence", async () => {
    const printOf = async (lock: string, more = {}) =>
      (await judgeDependencies({ "package-lock.json": lock, ...more }))[0]?.fingerprint;
    const first = await printOf(npmLock({ evil: { license: "GPL-3.0" } }));
    expect(await printOf(npmLock({ a: {}, evil: { license: "GPL-3.0" } }), { "src/a.ts": "1\n" })).toBe(first);
    expect(await printOf(npmLock({ evil: { license: "GPL-3.0", version: "2.0.0" } }))).not.toBe(first);
    expect(await printOf(npmLock({ evil: { license: "AGPL-3.0" } }))).not.toBe(first);
  });
});

describe("where the licence comes from", () => {
  const files = {
    "package.json": manifest({ left: "1.0.0" }),
    "package-lock.json": npmLock({ left: { license: undefined } }),
  };

  test("what is installed goes before the registry", async () => {
    const root = temporaryFolder();
    const write = (path: string, text: string) => {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    };
    write("node_modules/left/package.json", JSON.stringify({ version: "1.0.0", license: "ISC" }));
    write(
      ".venv/lib/python3.12/site-packages/zope_interface-7.0.dist-info/METADATA",
      "Name: zope.interface\nLicense: ZPL 2.1\n\nText\n",
    );
    write(
      "vendor/example.org/m/LICENSE",
      "Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is granted.",
    );
    expect((await judgeDependencies(files, { root }))[0]?.message).toBe("New dependency: left v1.0.0 (ISC)");
    expect((await judgeDependencies({ "requirements.txt": "zope.interface==7.0\n" }, { root }))[0]?.message).toBe(
      "New dependency: zope-interface v7.0 (ZPL 2.1)",
    );
    expect(
      (await judgeDependencies({ "go.mod": "module x\nrequire example.org/m v1.2.0\n" }, { root }))[0]?.message,
    ).toBe("New dependency: example.org/m v1.2.0 (ISC)");
    write(
      "node_modules/left/package.json",
      JSON.stringify({ version: "1.0.0", licenses: [{ type: "AFLv2.1" }, { type: "BSD" }] }),
    );
    expect((await judgeDependencies(files, { root }))[0]?.message).toBe("New dependency: left v1.0.0 (AFLv2.1 OR BSD)");
    write("node_modules/left/package.json", JSON.stringify({ version: "2.0.0", license: "ISC" }));
    expect((await judgeDependencies(files, { root }))[0]).toMatchObject({ rule: "licence-unknown" });
  });

  test("a registry's answer is kept, and not asked for again", async () => {
    const { registries, asked } = await loopbackRegistry({
      "/left/1.0.0": { version: "1.0.0", license: "MIT" },
      "/v1/querybatch": { results: [{}] },
    });
    const cache = memoryCache();
    for (const _ of [1, 2])
      expect((await judgeDependencies(files, { fetch, cache, config: { registries } }))[0]?.message).toBe(
        "New dependency: left v1.0.0 (MIT)",
      );
    expect(asked.filter((path) => path.startsWith("/left"))).toEqual(["/left/1.0.0"]);
  });

  test("without network it is unknown, asked once for all, and the first failure is the last try", async () => {
    let tries = 0;
    const fetch = async () => {
      tries++;
      return await Promise.reject(new TypeError("fetch failed"));
    };
    const many = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`p${index}`, { license: undefined }]));
    const findings = await judgeDependencies({ "package-lock.json": npmLock(many) }, { fetch });
    expect(rulesOf(findings)).toHaveLength(1);
    expect(findings[0]).toMatchObject({
      rule: "licence-unknown",
      tier: "hard",
      message: "License: 40 packages (unknown)",
      evidence: expect.stringContaining("cannot be reached"),
    });
    expect(tries).toBeLessThan(20);
  });

  test.each<[string, unknown]>([
    ["an error", 500],
    ["no JSON", "<html>"],
    ["another shape", { version: 7 }],
    ["nothing", undefined],
  ])("%s is unknown", async (_what, answer) => {
    const { registries } = await loopbackRegistry({ "/left/1.0.0": answer });
    expect((await judgeDependencies(files, { fetch, config: { registries } }))[0]).toMatchObject({
      rule: "licence-unknown",
      tier: "hard",
      message: "License: left v1.0.0 (licence unknown)",
    });
  });

  test("a package from another server is never asked for by name", async () => {
    const { registries, asked } = await loopbackRegistry({ "/left/1.0.0": { version: "1.0.0", license: "MIT" } });
    const lock = npmLock({ left: { license: undefined, resolved: "https://evil.example/left-1.0.0.tgz" } });
    expect(
      (await judgeDependencies({ "package-lock.json": lock }, { fetch, config: { registries } })).map(
        ({ rule }) => rule,
      ),
    ).toContain("licence-unknown");
    expect(asked.filter((path) => path.startsWith("/left"))).toEqual([]);
  });

  test("names that would lead elsewhere on the server are not asked for", async () => {
    const { registries, asked } = await loopbackRegistry({});
    await judgeDependencies(
      { "package.json": manifest({ "../../admin": "1.0.0" }) },
      { fetch, config: { registries } },
    );
    expect(asked.filter((path) => path !== "/v1/querybatch")).toEqual([]);
  });
});

describe("evasions", () => {
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
  ])("a lockfile alone with %s", async (_what, entry, expected) => {
    expect(await judge(entry)).toContain(expected);
  });

  test("an alias that a package asks for is none", async () => {
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
      '# yarn lockfile v1\n\na@^1:\n  version "1.0.0"\n  resolved "https://registry.yarnpkg.com/a/-/a-1.0.0.tgz#aa"\n  integrity sha512-aa==\n',
      '# yarn lockfile v1\n\na@^1:\n  version "1.0.0"\n  resolved "https://registry.yarnpkg.com/a/-/a-1.0.0.tgz#aa"\n  integrity sha512-bb==\n',
    ],
    [
      "pnpm-lock.yaml",
      "lockfileVersion: '9.0'\npackages:\n\n  a@1.0.0:\n    resolution: {integrity: sha512-aa==}\n",
      "lockfileVersion: '9.0'\npackages:\n\n  a@1.0.0:\n    resolution: {integrity: sha512-bb==}\n",
    ],
    [
      "Cargo.lock",
      '[[package]]\nname = "a"\nversion = "1.0.0"\nsource = "registry+https://github.com/rust-lang/crates.io-index"\nchecksum = "aa"\n',
      '[[package]]\nname = "a"\nversion = "1.0.0"\nsource = "registry+https://github.com/rust-lang/crates.io-index"\nchecksum = "bb"\n',
    ],
    ["go.sum", "a.b/c v1.0.0 h1:aa=\n", "a.b/c v1.0.0 h1:bb=\n"],
    [
      "poetry.lock",
      '[[package]]\nname = "a"\nversion = "1.0"\nfiles = [{file = "a.whl", hash = "sha256:aa"}]\n',
      '[[package]]\nname = "a"\nversion = "1.0"\nfiles = [{file = "a.whl", hash = "sha256:bb"}]\n',
    ],
    [
      "composer.lock",
      '{"packages": [{"name": "a/b", "version": "1.0", "dist": {"type": "zip", "url": "https://api.github.com/x", "shasum": "aa"}}]}',
      '{"packages": [{"name": "a/b", "version": "1.0", "dist": {"type": "zip", "url": "https://api.github.com/x", "shasum": "bb"}}]}',
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

  test("sources beside the registry are told, and ask for want of a licence", async () => {
    const findings = await judgeDependencies({
      "package.json": manifest({
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

describe("advisories", () => {
  const files = { "package-lock.json": npmLock({ bad: {}, good: {}, worm: {} }) };

  test("are labelled, malware asks", async () => {
    const bodies: string[] = [];
    const answer = (body: string) => {
      bodies.push(body);
      return { results: [{ vulns: [{ id: "GHSA-1" }] }, {}, { vulns: [{ id: "MAL-2025-1" }] }] };
    };
    const { registries } = await loopbackRegistry({ "/v1/querybatch": answer });
    expect(rulesOf(await judgeDependencies(files, { fetch, config: { registries } }))).toEqual([
      "none transitive-dependencies package-lock.json",
      "elevated known-advisory bad",
      "hard malicious-package worm",
    ]);
    expect(JSON.parse(bodies[0] ?? "")).toMatchObject({
      queries: [{ package: { ecosystem: "npm", name: "bad" }, version: "1.0.0" }, {}, {}],
    });
  });

  test("that could not be looked up are said so", async () => {
    expect(await judgeDependencies(files)).toContainEqual(
      expect.objectContaining({ rule: "advisories-unchecked", tier: "none", verdict: "none" }),
    );
  });
});

describe("what cannot be read asks", () => {
  test.each<[string, string | Buffer]>([
    ["package.json", "{"],
    ["package.json", '{"dependencies": ["a"]}'],
    ["package-lock.json", "<<<<<<< HEAD\n{}"],
    ["pnpm-lock.yaml", "lockfileVersion: '9.0'\n<<<<<<< HEAD\npackages:\n"],
    ["yarn.lock", "what is this"],
    ["bun.lock", "{{{"],
    ["pyproject.toml", "[project\n"],
    ["poetry.lock", "= 1"],
    ["Cargo.lock", "[[package]]\nname = 1\n"],
    ["Cargo.toml", "[dependencies]\na = \n"],
    ["go.mod", "module x\nrequire (\n  a.b/c\n)\n"],
    ["go.sum", "a b c d\n"],
    ["Gemfile", "gem name, version\n"],
    ["Gemfile", 'eval_gemfile "other"\n'],
    ["Gemfile.lock", "<<<<<<< HEAD\n"],
    ["composer.lock", "[]"],
    ["pom.xml", "<project><dependencies></project>"],
    ["requirements.txt", "a ==== 1 ???\n"],
    ["package.json", Buffer.from([0xff, 0xfe, 0x00])],
    ["package-lock.json", Buffer.alloc(20_000_000, 0x20)],
    ["bun.lockb", Buffer.from([0, 1])],
    ["mix.lock", "%{}\n"],
    ["größe/poetry.lock", Buffer.alloc(20_000_000, 0x61)],
  ])("%s %j", async (path, content) => {
    expect(rulesOf(await judgeDependencies({ [path]: content }))).toEqual([`hard unread-dependencies ${path}`]);
  });

  test("links and submodules too", async () => {
    expect(
      rulesOf(
        await judgeDependencies({
          "package.json": { after: "x", mode: "120000" },
          "lib/sub": { after: "abc", mode: "160000" },
        }),
      ),
    ).toEqual(["hard unread-dependencies package.json", "hard unread-dependencies lib/sub"]);
  });

  test("a file that was unreadable and is mended counts as new", async () => {
    expect(
      rulesOf(await judgeDependencies({ "package-lock.json": { before: "{", after: npmLock({ a: {} }) } })),
    ).toEqual(["none transitive-dependencies package-lock.json"]);
  });

  test("a moved manifest says nothing new", async () => {
    expect(
      await judgeDependencies({
        "web/package.json": { from: "package.json", before: manifest({ a: "1" }), after: manifest({ a: "1" }) },
      }),
    ).toEqual([]);
  });
});
