import type { Recognize } from "./ecosystem.ts";

/**
 * Recognizes a Makefile by its targets, for what no other ecosystem provides. `install` is not used for setup, since it
 * installs the program itself.
 */
export const make: Recognize = async (project) => {
  const file = ["GNUmakefile", "makefile", "Makefile"].find((name) => project.has(name));
  if (file === undefined) return undefined;
  const rules = (await project.text(file)).matchAll(/^([\w.-]+(?:[ \t]+[\w.-]+)*)[ \t]*::?(?!=)/gm);
  const targets = new Set([...rules].flatMap((rule) => rule[1]?.split(/\s+/) ?? []));
  const first = (...names: string[]) => names.filter((name) => targets.has(name)).map((name) => `make ${name}`)[0];
  const test = first("test", "tests", "check");
  return {
    name: "make",
    setup: first("setup", "deps", "bootstrap"),
    lint: first("lint"),
    lintFix: first("lint-fix", "lintfix", "fix"),
    typecheck: first("typecheck", "type-check", "types"),
    test: test === undefined ? undefined : { command: test },
  };
};
