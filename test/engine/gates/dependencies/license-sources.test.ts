import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../../support/repository.ts";
import { judgeDependencies, memoryCache, npmLock, packageJson, rulesOf } from "./judge-dependencies.ts";
import { loopbackRegistry } from "./loopback-registry.ts";

describe("the license", () => {
  const files = {
    "package.json": packageJson({ left: "1.0.0" }),
    "package-lock.json": npmLock({ left: { license: undefined } }),
  };

  test("is read from the installed package first, then from the registry", async () => {
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
      "Permission to use, copy, modify, and/or distribute this software for any purpose with or " +
        "without fee is granted.",
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

  test("from a registry is cached, and not asked for again", async () => {
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

  test("without network is unknown in one finding, and the first failure ends all requests", async () => {
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
  ])("is unknown where the answer is %s", async (_what, answer) => {
    const { registries } = await loopbackRegistry({ "/left/1.0.0": answer });
    expect((await judgeDependencies(files, { fetch, config: { registries } }))[0]).toMatchObject({
      rule: "licence-unknown",
      tier: "hard",
      message: "License: left v1.0.0 (licence unknown)",
    });
  });

  test("of a package from another server is not looked up by name", async () => {
    const { registries, asked } = await loopbackRegistry({ "/left/1.0.0": { version: "1.0.0", license: "MIT" } });
    const lock = npmLock({ left: { license: undefined, resolved: "https://evil.example/left-1.0.0.tgz" } });
    expect(
      (await judgeDependencies({ "package-lock.json": lock }, { fetch, config: { registries } })).map(
        ({ rule }) => rule,
      ),
    ).toContain("licence-unknown");
    expect(asked.filter((path) => path.startsWith("/left"))).toEqual([]);
  });

  test("is not looked up by names that would lead to another path on the server", async () => {
    const { registries, asked } = await loopbackRegistry({});
    await judgeDependencies(
      { "package.json": packageJson({ "../../admin": "1.0.0" }) },
      { fetch, config: { registries } },
    );
    expect(asked.filter((path) => path !== "/v1/querybatch")).toEqual([]);
  });
});
