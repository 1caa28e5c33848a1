import { dirname, join } from "node:path/posix";
import { z } from "zod";
import type { Diff } from "../../git/diff/diff.ts";
import type { Form } from "./locate-migrations.ts";
import { textOf } from "./source-text.ts";

const PACKAGES: ReadonlyMap<string, Form> = new Map([
  ["knex", "knex"],
  ["typeorm", "typeorm"],
  ["sequelize", "sequelize"],
  ["sequelize-cli", "sequelize"],
  ["sequelize-typescript", "sequelize"],
]);

const manifest = z.looseObject({
  dependencies: z.record(z.string(), z.unknown()).optional(),
  devDependencies: z.record(z.string(), z.unknown()).optional(),
});

/**
 * The migration tool that the package of a script depends on, by the nearest `package.json` that names one; undefined
 * where none does, or where that file names several.
 */
export async function toolOf(path: string, { readNew }: Pick<Diff, "readNew">): Promise<Form | undefined> {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const file = join(folder, "package.json");
    const tools = toolsIn(textOf(await readNew(file), file)?.text);
    if (tools.size > 0 || folder === ".") return tools.size === 1 ? [...tools][0] : undefined;
  }
}

function toolsIn(text: string | undefined): ReadonlySet<Form> {
  const { data } = manifest.safeParse(parsedJson(text));
  const names = Object.keys({ ...data?.dependencies, ...data?.devDependencies });
  return new Set(names.flatMap((name) => PACKAGES.get(name) ?? []));
}

/** Undefined where the text is not JSON. */
function parsedJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
