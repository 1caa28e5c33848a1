import { describe, expect, test } from "vitest";
import { readLicense } from "../../../../src/engine/gates/dependencies/licenses/read-license.ts";
import { verdictOf } from "../../../../src/engine/gates/dependencies/licenses/verdict.ts";
import { judgeDependencies, npmLock } from "./judge-dependencies.ts";
import { ANSWERS, CARGO, COMPOSER, FILES, GEMS, GO, MAVEN, NPM, PYPI, pom, pomOf } from "./license-samples.ts";
import type { Row, Verdict } from "./license-samples.ts";
import { loopbackRegistry } from "./loopback-registry.ts";

describe.each(
  Object.entries({ npm: NPM, pypi: PYPI, cargo: CARGO, rubygems: GEMS, composer: COMPOSER, maven: MAVEN, go: GO }),
)("%s", (ecosystem, rows) => {
  test.each<Row>([...rows])("%s: %j is %s", async (name, _license, verdict, shown) => {
    const { registries } = await loopbackRegistry(ANSWERS);
    const [finding] = await judgeDependencies(FILES[ecosystem]?.(name) ?? {}, { fetch, config: { registries } });
    const asks = verdict === "denied" || verdict === "unknown";
    expect(finding).toMatchObject({
      object: name,
      tier: asks ? "hard" : "elevated",
      rule: asks ? `licence-${verdict}` : "new-dependency",
      verdict,
    });
    if (shown !== undefined) expect(finding?.message).toContain(`v1.0.0 (${shown})`);
  });
});

test("the samples have at least sixty packages", () => {
  expect([NPM, PYPI, CARGO, GEMS, COMPOSER, MAVEN, GO].flat().length).toBeGreaterThanOrEqual(60);
});

test("a pom without licenses has those of its parent, and an open version means the newest", async () => {
  const parent = "<parent><groupId>g</groupId><artifactId>p</artifactId><version>2</version></parent>";
  const { registries } = await loopbackRegistry({
    "/g/a/maven-metadata.xml": "<metadata><versioning><release>3</release></versioning></metadata>",
    "/g/a/3/a-3.pom": pom(parent),
    "/g/p/2/p-2.pom": pomOf(["MIT License"]),
    "/left/latest": { version: "7.1.0", license: "MIT" },
  });
  const dependency =
    "<dependencies><dependency><groupId>g</groupId><artifactId>a</artifactId></dependency></dependencies>";
  expect((await judgeDependencies({ "pom.xml": pom(dependency) }, { fetch, config: { registries } }))[0]?.message).toBe(
    "New dependency: g:a v3 (MIT License)",
  );
  expect(
    (
      await judgeDependencies({ "package.json": '{"dependencies": {"left": "*"}}' }, { fetch, config: { registries } })
    )[0]?.message,
  ).toBe("New dependency: left v7.1.0 (MIT)");
});

test("a registry may serve whole packages only", async () => {
  const { registries } = await loopbackRegistry({
    "/left": { "dist-tags": { latest: "2.0.0" }, versions: { "1.0.0": { version: "1.0.0", license: "ISC" } } },
  });
  expect((await judgeDependencies(FILES["npm"]?.("left") ?? {}, { fetch, config: { registries } }))[0]?.message).toBe(
    "New dependency: left v1.0.0 (ISC)",
  );
});

test.each<[string, string, string, string | undefined]>([
  ["requirements.txt", "pcls[extra]>=0.5,<2\n", "v1.4.0", "1.4.0"],
  ["requirements.txt", "pcls>=0.5,<1\n", "v?", undefined],
  ["package.json", '{"dependencies": {"pcls": ">=1"}}', "v1.4.0", "1.4.0"],
  ["package.json", '{"dependencies": {"pcls": "^0.9.0"}}', "v?", undefined],
])("without a lockfile, %s %j is %s", async (path, content, shown, asked) => {
  const bodies: string[] = [];
  const { registries } = await loopbackRegistry({
    "/pypi/pcls/json": { info: { version: "1.4.0", license: "MIT" } },
    "/pcls/latest": { version: "1.4.0", license: "MIT" },
    "/v1/querybatch": (body: string) => {
      bodies.push(body);
      return { results: [{}] };
    },
  });
  const findings = await judgeDependencies({ [path]: content }, { fetch, config: { registries } });
  expect(findings.map(({ message }) => message)).toEqual([
    `New dependency: pcls ${shown} (MIT)`,
    ...(asked === undefined ? ["Advisories were not looked up: nothing says which version of pcls is installed"] : []),
  ]);
  expect(bodies.flatMap((body) => JSON.parse(body).queries.map(({ version }: { version: string }) => version))).toEqual(
    asked === undefined ? [] : [asked],
  );
});

test.each(["", "/pypi", "/simple", "/v1", "/api/v1"])(
  "a registry with the path %j is asked below that path",
  async (folder) => {
    const { registries, asked } = await loopbackRegistry({
      [`${folder}/pypi/left/1.0.0/json`]: { info: { version: "1.0.0", license: "ISC" } },
    });
    const [finding] = await judgeDependencies(FILES["pypi"]?.("left") ?? {}, {
      fetch,
      config: { registries: { pypi: `${registries["pypi"]}${folder}`, osv: `${registries["osv"]}${folder}/` } },
    });
    expect(finding?.message).toBe("New dependency: left v1.0.0 (ISC)");
    expect(asked).toContain(`${folder}/v1/querybatch`);
  },
);

describe("the user's own lists", () => {
  test.each<[string, { allow?: string[]; deny?: string[] }, Verdict]>([
    ["MIT", { allow: ["MIT"] }, "allowed"],
    ["ISC", { allow: ["MIT"] }, "denied"],
    ["GPL-3.0-only", { allow: ["GPL-3.0"] }, "allowed"],
    ["GPL-2.0-or-later", { allow: ["GPL-2.0-only"] }, "allowed"],
    ["MIT", { deny: ["MIT"] }, "denied"],
    ["MIT OR ISC", { deny: ["MIT"] }, "allowed"],
    ["MIT AND ISC", { deny: ["MIT"] }, "denied"],
    ["MIT", { allow: ["MIT"], deny: ["MIT"] }, "denied"],
    ["LGPL-3.0-or-later", { deny: ["LGPL-3.0-only"] }, "denied"],
    ["Apache-2.0", { allow: ["Apache 2.0"] }, "allowed"],
    ["GPL-2.0-only WITH Classpath-exception-2.0", { allow: ["GPL-2.0-only"] }, "allowed"],
    ["GPL-2.0-only WITH Classpath-exception-2.0", {}, "weak"],
    ["GPL-2.0-only WITH Linux-syscall-note", {}, "denied"],
    ["LicenseRef-Acme", { allow: ["LicenseRef-Acme"] }, "allowed"],
    ["LicenseRef-Acme", { allow: ["MIT"] }, "unknown"],
    ["GPL-3.0-only", { deny: ["MIT"] }, "denied"],
    ["MIT", { deny: ["no such license"] }, "allowed"],
  ])("%s with %j is %s", (license, lists, verdict) => {
    expect(verdictOf(readLicense(license), { deny: [], ...lists })).toBe(verdict);
  });

  test("come from the config", async () => {
    const files = { "package-lock.json": npmLock({ a: { license: "ISC" } }) };
    expect((await judgeDependencies(files, { config: { licences: { allow: ["MIT"] } } }))[0]).toMatchObject({
      rule: "licence-denied",
    });
  });
});

test.each([
  ["x".repeat(100_000)],
  ["(".repeat(5000)],
  ["MIT OR ".repeat(2000)],
  ["MIT/".repeat(40)],
  ["gnu ".repeat(70)],
])("%.20s… cannot be read as a license", (text) => {
  expect(readLicense(text).expression).toBeUndefined();
});
