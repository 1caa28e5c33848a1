import type { Config } from "../config/config-schema.ts";
import { compiledLanguages } from "./ecosystems/compiled.ts";
import type { Ecosystem } from "./ecosystems/ecosystem.ts";
import { javascript } from "./ecosystems/javascript.ts";
import { make } from "./ecosystems/make.ts";
import { openProject } from "./ecosystems/project-files.ts";
import { python } from "./ecosystems/python.ts";
import { ruby } from "./ecosystems/ruby.ts";

export interface DetectedChecks {
  readonly setup?: string | undefined;
  readonly lint?: string | undefined;
  readonly lintFix?: string | undefined;
  readonly typecheck?: string | undefined;
  /** Undefined where no test command is known, which is not an error. */
  readonly test?: Config["test"];
  /**
   * What the repository was recognized as, e.g. `npm`, `python`; several are joined with ` + `. Undefined where nothing
   * was recognized.
   */
  readonly ecosystem: string | undefined;
  /** Remarks for a person on the fields above, one sentence each; shown by `doctor`. */
  readonly notes: readonly string[];
}

/**
 * Finds out how a repository is set up, linted and tested, from its files alone. Where several ecosystems give an
 * answer, the first one is used.
 */
export async function detectChecks(root: string): Promise<DetectedChecks> {
  const project = await openProject(root);
  const found: Ecosystem[] = [];
  for (const recognize of [javascript, python, ...compiledLanguages, ruby, make]) {
    const ecosystem = await recognize(project);
    if (ecosystem !== undefined) found.push(ecosystem);
  }
  const tests = found.find((ecosystem) => ecosystem.test !== undefined);
  const linter = found.find((ecosystem) => ecosystem.lint !== undefined || ecosystem.lintFix !== undefined);
  const types = found.find((ecosystem) => ecosystem.typecheck !== undefined);
  const used = found.filter((ecosystem) => [tests, linter, types].includes(ecosystem));
  const setups = (used.length > 0 ? used : found).flatMap((ecosystem) => ecosystem.setup ?? []);
  return {
    setup: setups.length === 0 ? undefined : setups.join(" && "),
    lint: linter?.lint,
    lintFix: linter?.lintFix,
    typecheck: types?.typecheck,
    test: tests?.test === undefined ? undefined : { format: "auto", minutes: 15, ...tests.test },
    ecosystem: found.length === 0 ? undefined : found.map((ecosystem) => ecosystem.name).join(" + "),
    notes: [...found.flatMap((ecosystem) => ecosystem.notes ?? []), ...otherTests(found, tests)],
  };
}

function otherTests(found: readonly Ecosystem[], chosen: Ecosystem | undefined): string[] {
  return found
    .filter((ecosystem) => ecosystem !== chosen && ecosystem.name !== "make" && ecosystem.test !== undefined)
    .map(
      (ecosystem) =>
        `The tests of ${ecosystem.name} (${ecosystem.test?.command ?? ""}) are not run: ` +
        "set `test` to a line that runs all.",
    );
}
