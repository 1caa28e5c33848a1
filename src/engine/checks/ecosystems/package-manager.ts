import type { ProjectFiles } from "./project-files.ts";

export interface PackageManager {
  readonly name: "npm" | "pnpm" | "yarn" | "bun";
  /** Installs what the lockfile says, and changes no tracked file. */
  readonly install: string;
  /** The shell line that runs a script, with an argument for the script. */
  run(script: string, argument?: string): string;
}

/** The package manager of a project: by the `packageManager` field, else by the lockfile, else npm. */
export function packageManagerOf(project: ProjectFiles, field: string | undefined): PackageManager {
  const [, named, version] = /^(npm|pnpm|yarn|bun)@(\d+)?/.exec(field ?? "") ?? [];
  const name = named ?? byLockfile(project);
  if (name === "pnpm") {
    const install = project.has("pnpm-lock.yaml") ? "pnpm install --frozen-lockfile" : "pnpm install --no-lockfile";
    return { name, install, run: direct("pnpm run") };
  }
  if (name === "yarn") {
    const modern = version === undefined ? project.has(".yarnrc.yml") : Number(version) > 1;
    const frozen = modern ? "yarn install --immutable" : "yarn install --frozen-lockfile";
    const unlocked = modern ? "yarn install" : "yarn install --no-lockfile";
    return { name, install: project.has("yarn.lock") ? frozen : unlocked, run: direct("yarn run") };
  }
  if (name === "bun") {
    const install = project.has("bun.lock", "bun.lockb") ? "bun install --frozen-lockfile" : "bun install --no-save";
    return { name, install, run: direct("bun run") };
  }
  const locked = project.has("package-lock.json", "npm-shrinkwrap.json");
  return {
    name: "npm",
    install: locked ? "npm ci" : "npm install --no-package-lock",
    run: (script, argument) =>
      `${script === "test" ? "npm test" : `npm run ${script}`}${argument === undefined ? "" : ` -- ${argument}`}`,
  };
}

function byLockfile(project: ProjectFiles): PackageManager["name"] {
  if (project.has("pnpm-lock.yaml")) return "pnpm";
  if (project.has("yarn.lock")) return "yarn";
  return project.has("bun.lock", "bun.lockb") ? "bun" : "npm";
}

function direct(run: string): PackageManager["run"] {
  return (script, argument) => `${run} ${script}${argument === undefined ? "" : ` ${argument}`}`;
}
