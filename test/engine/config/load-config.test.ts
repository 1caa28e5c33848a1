import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loadConfig, resolveConfig } from "../../../src/engine/config/load-config.ts";
import { configSchema } from "../../../src/engine/config/config-schema.ts";
import { MilestoneError } from "../../../src/engine/model/errors.ts";
import { temporaryFolder } from "../../support/repository.ts";

const defaults = configSchema.parse({});

describe("config", () => {
  test("without a file has the defaults", async () => {
    expect(await loadConfig(temporaryFolder(), {})).toEqual(defaults);
  });

  test.each([
    ["milestone.config.json", '{ "lint": "npm run lint", "limits": { "files": 3 } }'],
    [
      "milestone.config.json",
      '\uFEFF{\n\t// a comment with "quotes"\n\t"lint": "npm run lint", /* and\n' +
        'another */ "limits": { "files": 3, },\n}',
    ],
    ["milestone.config.yaml", "lint: npm run lint\nlimits:\n  files: 3\n"],
    ["milestone.config.yml", "{ lint: 'npm run lint', limits: { files: 3 } }"],
    ["milestone.config.ts", 'const files: number = 3;\nexport default { lint: "npm run lint", limits: { files } };'],
    ["milestone.config.js", 'module.exports = { lint: "npm run lint", limits: { files: 3 } };'],
    ["milestone.config.mjs", 'export default () => ({ lint: "npm run lint", limits: { files: 3 } });'],
  ])("is read from %s: %j", async (name, content) => {
    const root = folderWith({ [name]: content });
    expect(await loadConfig(root, {})).toEqual({
      ...defaults,
      lint: "npm run lint",
      limits: { ...defaults.limits, files: 3 },
    });
  });

  test.each([
    ["http://example.invalid//path", '{ "lint": "http://example.invalid//path" }'],
    ['a \\ // " b', '{ "lint": "a \\\\ // \\" b" }'],
  ])("keeps what looks like a comment inside a string: %s", async (lint, content) => {
    expect((await loadConfig(folderWith({ "milestone.config.json": content }), {})).lint).toBe(lint);
  });

  test("in an empty file has the defaults", async () => {
    expect(await loadConfig(folderWith({ "milestone.config.yaml": "# nothing yet\n" }), {})).toEqual(defaults);
  });

  test("named with --config is read only from there", async () => {
    const root = folderWith({ "milestone.config.json": "{", "other/mine.yaml": "lint: mine" });
    expect((await loadConfig(root, { config: "other/mine.yaml", directory: root })).lint).toBe("mine");
    await expect(loadConfig(root, { config: "none.json", directory: root })).rejects.toMatchObject({
      code: "config",
      message: expect.stringContaining("none.json"),
    });
    await expect(loadConfig(root, { config: "other", directory: root })).rejects.toMatchObject({ code: "config" });
  });

  test("in two files is rejected", async () => {
    const root = folderWith({ "milestone.config.json": "{}", "milestone.config.ts": "" });
    await expect(loadConfig(root, {})).rejects.toMatchObject({
      code: "config",
      message: expect.stringContaining("milestone.config.json, milestone.config.ts"),
    });
  });
});

describe("a mistake in the config is reported with file, line, setting, value and hint", () => {
  test.each<[string, string, string]>([
    [
      "milestone.config.json",
      '{\n  "test": "npm test",\n  "lintfix": "x"\n}',
      ":3: lintfix is not a setting; did you mean lintFix?",
    ],
    [
      "milestone.config.json",
      '{\n  "limits": {\n    "fils": 3\n  }\n}',
      ":3: limits.fils is not a setting; did you mean limits.files?",
    ],
    [
      "milestone.config.yaml",
      "agents:\n  mine:\n    comand: [a]\n    command: [a]\n",
      ":3: agents.mine.comand is not a setting; did you mean agents.mine.command?",
    ],
    ["milestone.config.yaml", "zzzzz: 1\n", ":1: zzzzz is not a setting"],
    ["milestone.config.yaml", "lint: a\nlimits:\n  files: eight\n", ':3: limits.files is "eight": expected number'],
    ["milestone.config.json", '{ "limits": { "lines": -1 } }', ":1: limits.lines is -1: expected number to be >0"],
    ["milestone.config.json", '{\n"forge": "gitlab"}', ':2: forge is "gitlab": expected one of "github"|"local"'],
    ["milestone.config.yaml", "lint: a\ntest: 5\n", ":2: test is 5: expected string or object"],
    ["milestone.config.yaml", "test:\n  command: 5\n", ":2: test.command is 5: expected string"],
    [
      "milestone.config.yaml",
      "agent:\n  command: node agent.mjs\n",
      ':2: agent.command is "node agent.mjs": expected array',
    ],
    ["milestone.config.yaml", "lint: a\ncoverage: {}\n", ":2: coverage.report is missing: expected string"],
    ["milestone.config.yaml", "database:\n  url: [secret]\n", ":2: database.url is not right: expected string"],
    ["milestone.config.json", '{ "lint": "a",\n  "lint": "b" }', ":2: Map keys must be unique"],
    ["milestone.config.json", '{\n  "lint": nothing\n}', ":2: nothing is not a value: text has to be in double quotes"],
    ["milestone.config.json", '{ "lint": "a",\n  "te', ":2: Unterminated string"],
    ["milestone.config.json", '{\n  "lint": "a"\n  "test": "b"\n}', ":3: Expected ',' or '}' after property value"],
    ["milestone.config.json", '{\n  "lint": "a"', ":2: Expected ',' or '}' after property value"],
    ["milestone.config.yaml", "lint: a\n lint: b\n", ":1: "],
    ["milestone.config.yaml", "- lint\n", ': the config is ["lint"]: expected object'],
    [
      "milestone.config.yaml",
      "a: &a [x, x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\n" +
        "c: [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b]\n",
      "alias",
    ],
    [
      "milestone.config.yaml",
      "lane:\n  env:\n    PORT: '{3000 + lanes}'\n",
      ":3: lane.env.PORT is not right: {3000 + lanes} cannot be calculated: expected whole numbers, lane, + - and *",
    ],
    ...["MILESTONE_TASK", "MILESTONE_LANE", "HOME", "CI"].map((name): [string, string, string] => [
      "milestone.config.yaml",
      `lane:\n  env: { A: a,\n    ${name}: b }\n`,
      `:3: lane.env.${name} is not right: set by the program itself; choose another name`,
    ]),
    [
      "milestone.config.yaml",
      "lane: { env: { 'A B': c } }\n",
      "lane.env.A B is not right: expected the name of a variable",
    ],
    ...["../x", "/etc/passwd", "a/../../b", ".", "./"].map((path): [string, string, string] => [
      "milestone.config.yaml",
      `lane:\n  copy: ["${path}"]\n`,
      `:2: lane.copy.0 is "${path}": expected a path inside the repository, relative to its root`,
    ]),
    ["milestone.config.ts", 'export default { lintfix: "x" };', ": lintfix is not a setting; did you mean lintFix?"],
    ["milestone.config.ts", "export default 5;", ": the config is 5"],
    ["milestone.config.ts", 'throw new Error("no luck");', " failed: no luck"],
    ["milestone.config.js", "export default {", " failed: "],
  ])("%s: %j", async (name, content, message) => {
    const root = folderWith({ [name]: content });
    await expect(loadConfig(root, {})).rejects.toMatchObject({
      code: "config",
      message: expect.stringContaining(message),
      hint: expect.any(String),
    });
    await expect(loadConfig(root, {})).rejects.toMatchObject({ message: expect.stringContaining(join(root, name)) });
  });

  test("all mistakes are reported at once", async () => {
    const root = folderWith({ "milestone.config.yaml": "lintfix: a\nforge: x\nlimits: {files: a}\n" });
    await expect(loadConfig(root, {})).rejects.toMatchObject({
      message: expect.stringMatching(/lintFix\?[^]*forge[^]*limits\.files|forge[^]*limits\.files[^]*lintFix\?/),
    });
  });

  test("a file that is not UTF-8 is reported", async () => {
    const root = temporaryFolder();
    writeFileSync(join(root, "milestone.config.json"), Buffer.from([0x7b, 0xff, 0xfe, 0x7d]));
    await expect(loadConfig(root, {})).rejects.toMatchObject({
      code: "config",
      message: expect.stringContaining("UTF-8"),
    });
  });

  test("no content causes any other error", async () => {
    const root = temporaryFolder();
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.json(),
      fc
        .array(fc.constantFrom("lint", ":", " ", "\n", "{", "}", "[", "*a", "&a", '"', "//", "- ", "limits"), {
          maxLength: 12,
        })
        .map((parts) => parts.join("")),
    );
    await fc.assert(
      fc.asyncProperty(text, fc.constantFrom("json", "yaml"), async (content, kind) => {
        const file = join(root, `any.${kind}`);
        writeFileSync(file, content);
        const result = await loadConfig(root, { config: file }).catch((error: unknown) => error);
        if (result instanceof Error) expect(result).toMatchObject({ name: "MilestoneError", code: "config" });
        else expect(result).toMatchObject({ limits: {} });
      }),
      { numRuns: 200 },
    );
  });
});

describe("flags", () => {
  test("override the file", () => {
    expect(
      resolveConfig({ ...defaults, agent: "codex", forge: "github" }, { agent: "gemini", forge: "local" }),
    ).toMatchObject({ agent: "gemini", forge: "local" });
    expect(resolveConfig({ ...defaults, agent: "codex" }, {})).toMatchObject({ agent: "codex", forge: undefined });
  });

  test("with unknown values are rejected", () => {
    expect(() => resolveConfig(defaults, { forge: "gitlab" })).toThrow(MilestoneError);
  });
});

function folderWith(files: Readonly<Record<string, string>>): string {
  const root = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(root, name, ".."), { recursive: true });
    writeFileSync(join(root, name), content);
  }
  return root;
}
