import { expect, test } from "vitest";
import { pathIn } from "../../../src/engine/plan/path-in-text.ts";

test.each([
  ["src/a.ts", "src/a.ts"],
  ["./src/a.ts", "src/a.ts"],
  ["src/a.ts:42", "src/a.ts"],
  ["src/a.ts:42-50", "src/a.ts"],
  ["src/a.ts#L42", "src/a.ts"],
  ["tests/test_a.py::test_login", "tests/test_a.py"],
  ["db/migrations/", "db/migrations/"],
  ["src/billing/**", "src/billing/"],
  ["src/billing/**/*", "src/billing/"],
  ["src/billing/*", "src/billing/"],
  ["src/**/*.sql", "src/**/*.sql"],
  ["src/{a,b}.ts", "src/{a,b}.ts"],
  ["src/billing", "src/billing"],
  ["README.md", "README.md"],
  ["package.json", "package.json"],
  ["Makefile", "Makefile"],
  ["services/api/Dockerfile", "services/api/Dockerfile"],
  [".env.example", ".env.example"],
  [".github/workflows/ci.yml", ".github/workflows/ci.yml"],
  ["app/[id]/(auth)/page.tsx", "app/[id]/(auth)/page.tsx"],
  ["src/__tests__/a.test.ts", "src/__tests__/a.test.ts"],
])("%s is a path", (word, path) => expect(pathIn(word)).toBe(path));

test.each([
  "npm run build",
  "--flag",
  "https://example.com/a.ts",
  "example.com/docs/a.html",
  "/api/users",
  "/etc/passwd",
  "~/notes.md",
  "../other/a.ts",
  "$HOME/a.ts",
  "foo.bar()",
  "foo.bar",
  "user.email",
  "console.log",
  "process.env",
  "response.json",
  "Node.js",
  "1.2.3",
  "v1.2.x",
  "node@24.1.0",
  "@octokit/rest",
  "origin/main",
  "feat/m3-101-login",
  "application/json",
  "text/html",
  "read/write",
  "and/or",
  "Europe/Berlin",
  "1/2",
  "**",
  "**/*",
  "<div/>",
  "C:\\a.ts",
  "a // b",
  "src/../a.ts",
  "",
])("%s is none", (word) => expect(pathIn(word)).toBeUndefined());

test("a word below `Files:` needs no known folder or extension", () => {
  expect(pathIn("core/billing", true)).toBe("core/billing");
  expect(pathIn("and/or", true)).toBeUndefined();
});
