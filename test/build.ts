// The program under test is the one that is shipped, bundled anew for each run of the tests, out of the way of others.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** Path of the program's entry point. */
    readonly bin: string;
  }
}

export function setup(project: TestProject): () => void {
  const folder = resolve("node_modules/.cache", `milestone-tui-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  cpSync("bin", join(folder, "bin"), { recursive: true });
  execFileSync(process.execPath, ["scripts/build.ts", join(folder, "dist")], { stdio: "inherit" });
  project.provide("bin", join(folder, "bin/milestone-tui.js"));
  return () => rmSync(folder, { recursive: true, force: true });
}
