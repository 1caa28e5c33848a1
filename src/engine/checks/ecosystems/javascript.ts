import { z } from "zod";
import { parseJson } from "../../text/parse-json.ts";
import type { Recognize } from "./ecosystem.ts";
import { packageManagerOf } from "./package-manager.ts";

const names = z.record(z.string(), z.unknown()).catch({});
const manifest = z.object({
  packageManager: z.string().optional().catch(undefined),
  scripts: z.record(z.string(), z.string().catch("")).catch({}),
  dependencies: names,
  devDependencies: names,
  optionalDependencies: names,
  workspaces: z.unknown().optional(),
});

/** The options by which linters fix what they find, by the words that a lint script begins with. */
const FIX_OPTIONS: Readonly<Record<string, string>> = {
  eslint: "--fix",
  oxlint: "--fix",
  standard: "--fix",
  xo: "--fix",
  stylelint: "--fix",
  "next lint": "--fix",
  "biome check": "--write",
  "biome lint": "--write",
};

/** Recognizes package.json: its scripts, run by its package manager. */
export const javascript: Recognize = async (project) => {
  if (!project.has("package.json")) return undefined;
  const found = manifest.safeParse(parseJson(await project.text("package.json"))).data;
  if (found === undefined)
    return { name: "npm", notes: ["package.json is not valid JSON: its scripts are not known."] };
  const { scripts } = found;
  const manager = packageManagerOf(project, found.packageManager);
  const dependencies = { ...found.optionalDependencies, ...found.devDependencies, ...found.dependencies };
  const has = (script: string) => (scripts[script] ?? "").trim() !== "";
  const runFirst = (...wanted: string[]) => wanted.filter(has).map((script) => manager.run(script))[0];
  const fixOption = fixOptionOf(scripts.lint ?? "");
  const typesScript = runFirst("typecheck", "type-check", "check-types", "check:types", "types", "tsc");
  const typescript = project.has("tsconfig.json") && "typescript" in dependencies;
  return {
    name: manager.name,
    setup: Object.keys(dependencies).length > 0 || found.workspaces !== undefined ? manager.install : undefined,
    lint: runFirst("lint"),
    lintFix:
      runFirst("lint:fix", "lint-fix", "lintfix", "fix:lint") ??
      (fixOption === undefined ? undefined : manager.run("lint", fixOption)),
    typecheck: typesScript ?? (typescript ? "npx --no-install tsc --noEmit" : undefined),
    // `npm init` writes a script that only says that there are no tests.
    test: has("test") && !/no test specified/i.test(scripts.test ?? "") ? { command: manager.run("test") } : undefined,
  };
};

function fixOptionOf(script: string): string | undefined {
  if (/[;&|]|--fix|--write/.test(script)) return undefined;
  const linter = Object.keys(FIX_OPTIONS).find((name) => script === name || script.startsWith(`${name} `));
  return linter === undefined ? undefined : FIX_OPTIONS[linter];
}
