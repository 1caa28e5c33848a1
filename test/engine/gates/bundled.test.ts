// The product ships as one bundle, in which packages in CommonJS may behave differently than in Node.
import { pathToFileURL } from "node:url";
import { join } from "node:path";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { z } from "zod";
import { temporaryFolder } from "../../support/repository.ts";

const filesModule = z.looseObject({
  packageFileAt: z.function({
    input: [z.string()],
    output: z.looseObject({
      load: z.function({
        input: [],
        output: z.promise(z.function({ input: [z.string(), z.string()], output: z.unknown() })),
      }),
    }),
  }),
});
const reportModule = z.looseObject({
  parseReport: z.function({ input: [z.string()], output: z.promise(z.map(z.string(), z.map(z.number(), z.number()))) }),
});

test("every reader works in a bundle", async () => {
  const outdir = temporaryFolder();
  await build({
    entryPoints: {
      files: "src/engine/gates/dependencies/package-files.ts",
      report: "src/engine/gates/coverage/coverage-report.ts",
    },
    outdir,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    outExtension: { ".js": ".mjs" },
    banner: {
      js:
        'import { createRequire as __createRequire } from "node:module"; const require = ' +
        "__createRequire(import.meta.url);",
    },
  });
  const { packageFileAt } = filesModule.parse(await import(pathToFileURL(join(outdir, "files.mjs")).href));
  const samples: Readonly<Record<string, string>> = {
    "requirements.txt": "a[x]>=1.0 ; python_version > '3.8'\n",
    "pyproject.toml": '[project]\ndependencies = ["a>=1.0"]\n',
    "uv.lock": '[[package]]\nname = "a"\nversion = "1.0"\n',
    "pnpm-lock.yaml": "lockfileVersion: '9.0'\npackages:\n\n  a@1.0:\n    resolution:\n      integrity: sha512-aa==\n",
    "pom.xml":
      "<project><dependencies><dependency><groupId>a</groupId><artifactId>b</artifactId></dependency></" +
      "dependencies></project>",
    "package.json": '{"dependencies": {"a": "1"}}',
    "Cargo.toml": '[dependencies]\na = "1"\n',
  };
  for (const [path, text] of Object.entries(samples)) {
    const read = await packageFileAt(path).load();
    expect(await read(text, path), path).toHaveLength(1);
  }
  const { parseReport } = reportModule.parse(await import(pathToFileURL(join(outdir, "report.mjs")).href));
  const istanbul = {
    a: {
      path: "a",
      statementMap: { 0: { start: { line: 1, column: 0 }, end: { line: 1, column: 1 } } },
      s: { 0: 1 },
      fnMap: {},
      f: {},
      branchMap: {},
      b: {},
    },
  };
  for (const text of [
    "TN:\nSF:a\nDA:1,1\nend_of_record\n",
    JSON.stringify(istanbul),
    '<coverage><class filename="a"><line number="1" hits="1"/></class></coverage>',
    '{"files": {"a": {"executed_lines": [1], "missing_lines": []}}}',
  ]) {
    expect((await parseReport(text)).get("a"), text).toEqual(new Map([[1, 1]]));
  }
});
