import { z } from "zod";
import type { Recognise } from "./ecosystem.ts";
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

/** Linters that can repair, by the word their script begins with. */
const REPAIR: Readonly<Record<string, string>> = {
  eslint: "--fix",
  oxlint: "--fix",
  standard: "--fix",
  xo: "--fix",
  stylelint: "--fix",
  "next lint": "--fix",
  "biome check": "--write",
  "biome lint": "--write",
};

/** package.json: its scripts, run by its package manager. */
export const javascript: Recognise = async (project) => {
  if (!project.has("package.json")) return undefined;
  const found = parse(await project.text("package.json"));
  if (found === undefined) return { name: "npm", notes: ["package.json is no valid JSON: its scripts are not known."] };
  const { scripts } = found;
  const manager = packageManagerOf(project, found.packageManager);
  const dependencies = { ...found.optionalDependencies, ...found.devDependencies, ...found.dependencies };
  const has = (script: string) => (scripts[script] ?? "").trim() !== "";
  const runFirst = (...wanted: string[]) => wanted.filter(has).map((script) => manager.run(script))[0];
  const repair = repairOf(scripts.lint ?? "");
  const typesScript = runFirst("typecheck", "type-check", "check-types", "check:types", "types", "tsc");
  const typescript = project.has("tsconfig.json") && "typescript" in dependencies;
  return {
    name: manager.name,
    setup: Object.keys(dependencies).length > 0 || found.workspaces !== undefined ? manager.install : undefined,
    lint: runFirst("lint"),
    lintFix:
      runFirst("lint:fix", "lint-fix", "lintfix", "fix:lint") ??
      (repair === undefined ? undefined : manager.run("lint", repair)),
    typecheck: typesScript ?? (typescript ? "npx --no-install tsc --noEmit" : undefined),
    // What `npm init` writes is no test command.
    test: has("test") && !/no test specified/i.test(scripts.test ?? "") ? { command: manager.run("test") } : undefined,
  };
};

function parse(text: string): z.infer<typeof manifest> | undefined {
  try {
    return manifest.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function repairOf(script: string): string | undefined {
  if (/[;&|]|--fix|--write/.test(script)) return undefined;
  const linter = Object.keys(REPAIR).find((name) => script === name || script.startsWith(`${name} `));
  return linter === undefined ? undefined : REPAIR[linter];
}
