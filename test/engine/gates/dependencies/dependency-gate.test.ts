import { describe, expect, test } from "vitest";
import { judgeDependencies, npmLock, packageJson, rulesOf } from "./judge-dependencies.ts";
import { loopbackRegistry } from "./loopback-registry.ts";

describe("what a diff adds", () => {
  test("a permissive package is reported with version and license, with the text of the transcript", async () => {
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

  test("a denied license needs approval, with the text of the transcript", async () => {
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

  test("a requested package gets its version and license from the lockfile, and the rest is summed up", async () => {
    const findings = await judgeDependencies({
      "package.json": { before: packageJson({}), after: packageJson({ express: "^4.18.0" }) },
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

  test("a denied license needs approval also where only another package needs it", async () => {
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

  test("an update needs approval only where the license got worse", async () => {
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

  test("removed packages are reported", async () => {
    const findings = await judgeDependencies({
      "package.json": { before: packageJson({ a: "1" }), after: packageJson({}) },
      "go.mod": { before: "module x\nrequire a.b/c v1.0.0\n" },
    });
    expect(rulesOf(findings)).toEqual(["none removed-dependency a", "none removed-dependency a.b/c"]);
  });

  test("without changed packages no registry is asked", async () => {
    const { registries, asked } = await loopbackRegistry({});
    expect(
      await judgeDependencies(
        { "src/a.ts": "", "package.json": { before: packageJson({ a: "1" }), after: `${packageJson({ a: "1" })}\n` } },
        { fetch, config: { registries } },
      ),
    ).toEqual([]);
    expect(asked).toEqual([]);
  });

  test("the fingerprint stays the same through other edits, and changes with version and license", async () => {
    const printOf = async (lock: string, more = {}) =>
      (await judgeDependencies({ "package-lock.json": lock, ...more }))[0]?.fingerprint;
    const first = await printOf(npmLock({ evil: { license: "GPL-3.0" } }));
    expect(await printOf(npmLock({ a: {}, evil: { license: "GPL-3.0" } }), { "src/a.ts": "1\n" })).toBe(first);
    expect(await printOf(npmLock({ evil: { license: "GPL-3.0", version: "2.0.0" } }))).not.toBe(first);
    expect(await printOf(npmLock({ evil: { license: "AGPL-3.0" } }))).not.toBe(first);
  });
});

describe("advisories", () => {
  const files = { "package-lock.json": npmLock({ bad: {}, good: {}, worm: {} }) };

  test("get a label, and malware needs approval", async () => {
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

  test("that could not be looked up are reported", async () => {
    expect(await judgeDependencies(files)).toContainEqual(
      expect.objectContaining({ rule: "advisories-unchecked", tier: "none", verdict: "none" }),
    );
  });
});

describe("files that cannot be read need approval", () => {
  test.each<[string, string, string | Buffer]>([
    ["package.json", "{", "{"],
    ["package.json", '{"dependencies": ["a"]}', '{"dependencies": ["a"]}'],
    ["package-lock.json", "<<<<<<< HEAD {}", "<<<<<<< HEAD\n{}"],
    ["pnpm-lock.yaml", "lockfileVersion: '9.0' <<<<<<< HEAD pack", "lockfileVersion: '9.0'\n<<<<<<< HEAD\npackages:\n"],
    ["yarn.lock", "what is this", "what is this"],
    ["bun.lock", "{{{", "{{{"],
    ["pyproject.toml", "[project", "[project\n"],
    ["poetry.lock", "= 1", "= 1"],
    ["Cargo.lock", "[[package]] name = 1", "[[package]]\nname = 1\n"],
    ["Cargo.toml", "[dependencies] a =", "[dependencies]\na = \n"],
    ["go.mod", "module x require (   a.b/c )", "module x\nrequire (\n  a.b/c\n)\n"],
    ["go.sum", "a b c d", "a b c d\n"],
    ["Gemfile", "gem name, version", "gem name, version\n"],
    ["Gemfile", 'eval_gemfile "other"', 'eval_gemfile "other"\n'],
    ["Gemfile.lock", "<<<<<<< HEAD", "<<<<<<< HEAD\n"],
    ["composer.lock", "[]", "[]"],
    ["pom.xml", "<project><dependencies></project>", "<project><dependencies></project>"],
    ["requirements.txt", "a ==== 1 ???", "a ==== 1 ???\n"],
    ["package.json", "three bytes of another encoding", Buffer.from([0xff, 0xfe, 0x00])],
    ["package-lock.json", "20 MB of blanks", Buffer.alloc(20_000_000, 0x20)],
    ["bun.lockb", "two bytes", Buffer.from([0, 1])],
    ["mix.lock", "%{}", "%{}\n"],
    ["größe/poetry.lock", "20 MB of one letter", Buffer.alloc(20_000_000, 0x61)],
  ])("%s: %s", async (path, _, content) => {
    expect(rulesOf(await judgeDependencies({ [path]: content }))).toEqual([`hard unread-dependencies ${path}`]);
  });

  test("links and submodules", async () => {
    expect(
      rulesOf(
        await judgeDependencies({
          "package.json": { after: "x", mode: "120000" },
          "lib/sub": { after: "abc", mode: "160000" },
        }),
      ),
    ).toEqual(["hard unread-dependencies package.json", "hard unread-dependencies lib/sub"]);
  });

  test("a file that becomes readable counts as new", async () => {
    expect(
      rulesOf(await judgeDependencies({ "package-lock.json": { before: "{", after: npmLock({ a: {} }) } })),
    ).toEqual(["none transitive-dependencies package-lock.json"]);
  });

  test("a moved manifest has no findings", async () => {
    expect(
      await judgeDependencies({
        "web/package.json": { from: "package.json", before: packageJson({ a: "1" }), after: packageJson({ a: "1" }) },
      }),
    ).toEqual([]);
  });
});
