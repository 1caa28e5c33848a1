import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { detectChecks, type DetectedChecks } from "../../../src/engine/checks/detect.ts";
import { temporaryFolder } from "../../support/repository.ts";

type Files = Readonly<Record<string, string | object>>;
type Commands = Partial<Record<"setup" | "lint" | "lintFix" | "typecheck" | "test" | "ecosystem", string>>;

function project(files: Files): string {
  const root = temporaryFolder();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), typeof content === "string" ? content : JSON.stringify(content));
  }
  return root;
}

function commandsOf({ setup, lint, lintFix, typecheck, test, ecosystem }: DetectedChecks): Commands {
  const all = { setup, lint, lintFix, typecheck, test: test?.command, ecosystem };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

const vitest = { scripts: { test: "vitest" }, devDependencies: { vitest: "5" } };

describe("recognizes", () => {
  test.each<[string, Files, Commands]>([
    ["nothing", { "README.md": "# x" }, {}],
    [
      "npm with a lockfile",
      { "package.json": vitest, "package-lock.json": "{}" },
      { setup: "npm ci", test: "npm test", ecosystem: "npm" },
    ],
    [
      "npm without a lockfile, without creating one",
      { "package.json": vitest },
      { setup: "npm install --no-package-lock", test: "npm test", ecosystem: "npm" },
    ],
    [
      "npm with nothing to install",
      { "package.json": { scripts: { test: "node --test" } }, "package-lock.json": "{}" },
      { test: "npm test", ecosystem: "npm" },
    ],
    [
      "the test script of npm init as no tests",
      { "package.json": { scripts: { test: 'echo "Error: no test specified" && exit 1' } } },
      { ecosystem: "npm" },
    ],
    [
      "package.json of odd types",
      { "package.json": { scripts: { test: 3, lint: "eslint ." }, dependencies: [] } },
      { lint: "npm run lint", lintFix: "npm run lint -- --fix", ecosystem: "npm" },
    ],
    ["package.json that is not valid JSON", { "package.json": "{" }, { ecosystem: "npm" }],
    [
      "pnpm",
      { "package.json": { ...vitest, scripts: { test: "vitest", lint: "oxlint src" } }, "pnpm-lock.yaml": "" },
      {
        setup: "pnpm install --frozen-lockfile",
        lint: "pnpm run lint",
        lintFix: "pnpm run lint --fix",
        test: "pnpm run test",
        ecosystem: "pnpm",
      },
    ],
    [
      "yarn, old and new",
      { "package.json": vitest, "yarn.lock": "" },
      { setup: "yarn install --frozen-lockfile", test: "yarn run test", ecosystem: "yarn" },
    ],
    [
      "the packageManager field before the lockfile",
      { "package.json": { ...vitest, packageManager: "yarn@4.1.0" }, "yarn.lock": "", "package-lock.json": "{}" },
      {
        setup: "yarn install --immutable",
        test: "yarn run test",
        ecosystem: "yarn",
      },
    ],
    [
      "bun",
      { "package.json": vitest, "bun.lock": "" },
      { setup: "bun install --frozen-lockfile", test: "bun run test", ecosystem: "bun" },
    ],
    [
      "scripts that check types and fix lint",
      { "package.json": { scripts: { lint: "a && b", "lint:fix": "x", "type-check": "tsc" } } },
      {
        lint: "npm run lint",
        lintFix: "npm run lint:fix",
        typecheck: "npm run type-check",
        ecosystem: "npm",
      },
    ],
    [
      "a lint script of several commands as not fixable",
      { "package.json": { scripts: { lint: "eslint . && prettier -c ." } } },
      { lint: "npm run lint", ecosystem: "npm" },
    ],
    [
      "TypeScript without a script",
      { "package.json": { devDependencies: { typescript: "6" } }, "tsconfig.json": "{}", "package-lock.json": "{}" },
      {
        setup: "npm ci",
        typecheck: "npx --no-install tsc --noEmit",
        ecosystem: "npm",
      },
    ],
    [
      "pytest configured",
      { "pyproject.toml": "[tool.pytest.ini_options]\n" },
      { test: "python3 -m pytest", ecosystem: "python" },
    ],
    [
      "pytest as a dependency",
      { "requirements-dev.txt": "pytest>=8\n" },
      { test: "python3 -m pytest", ecosystem: "python" },
    ],
    [
      "pytest in an extra",
      { "pyproject.toml": '[project.optional-dependencies]\ndev = ["pytest"]\n' },
      { test: "python3 -m pytest", ecosystem: "python" },
    ],
    [
      "plugins of pytest without pytest",
      { "requirements.txt": "pytest-cov-like-name\n# pytest\n" },
      { ecosystem: "python" },
    ],
    [
      "tests written for pytest",
      { "setup.py": "", "tests/test_a.py": "def test_a():\n    pass\n" },
      { test: "python3 -m pytest", ecosystem: "python" },
    ],
    [
      "unittest",
      {
        "setup.py": "",
        "tests/test_a.py": "import unittest\nclass A(unittest.TestCase):\n    def test_a(self): pass\n",
      },
      {
        test: "python3 -m unittest discover -s tests",
        ecosystem: "python",
      },
    ],
    [
      "unittest in the root, no project file",
      { "test_a.py": "import unittest\n" },
      { test: "python3 -m unittest discover", ecosystem: "python" },
    ],
    ["Python without tests", { "pyproject.toml": "[project]\nname='x'\n" }, { ecosystem: "python" }],
    [
      "uv, ruff and mypy",
      { "pyproject.toml": "[tool.ruff]\n[tool.mypy]\n[dependency-groups]\ndev = ['pytest']\n", "uv.lock": "" },
      {
        setup: "uv sync --frozen",
        lint: "uv run ruff check .",
        lintFix: "uv run ruff check --fix .",
        typecheck: "uv run mypy .",
        test: "uv run python3 -m pytest",
        ecosystem: "python",
      },
    ],
    [
      "Rust",
      { "Cargo.toml": "[package]\n" },
      { typecheck: "cargo check --all-targets", test: "cargo test --no-fail-fast", ecosystem: "cargo" },
    ],
    ["Go", { "go.mod": "module m\n" }, { lint: "go vet ./...", test: "go test -json ./...", ecosystem: "go" }],
    [
      "Ruby",
      { Gemfile: "gem 'rspec'\n", ".rubocop.yml": "" },
      {
        setup: "bundle install",
        lint: "bundle exec rubocop",
        lintFix: "bundle exec rubocop --autocorrect",
        test: "bundle exec rspec",
        ecosystem: "ruby",
      },
    ],
    [
      "a Makefile",
      { Makefile: ".PHONY: test lint\nX := 1\ntest lint: build\n\ttrue\ninstall:\n\ttrue\n" },
      { lint: "make lint", test: "make test", ecosystem: "make" },
    ],
    [
      "a Makefile beside a more specific ecosystem",
      { Makefile: "test:\n\nlint:\n", "go.mod": "" },
      { lint: "go vet ./...", test: "go test -json ./...", ecosystem: "go + make" },
    ],
    [
      "a Makefile where package.json has no tests",
      { Makefile: "test:\n", "package.json": { devDependencies: { prettier: "3" } }, "package-lock.json": "{}" },
      { test: "make test", ecosystem: "npm + make" },
    ],
  ])("%s", async (_, files, expected) => {
    expect(commandsOf(await detectChecks(project(files)))).toEqual(expected);
  });
});

test("notes say which tests are not run", async () => {
  const { notes } = await detectChecks(project({ "package.json": vitest, "go.mod": "" }));
  expect(notes).toEqual(["The tests of go (go test -json ./...) are not run: set `test` to a line that runs all."]);
});

test("detection changes no file", async () => {
  const root = project({ "package.json": vitest, Makefile: "test:\n" });
  await detectChecks(root);
  expect(readdirSync(root).sort()).toEqual(["Makefile", "package.json"]);
});
