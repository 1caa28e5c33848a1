import { parse } from "smol-toml";
import { z } from "zod";
import { REGISTRY, sourceOf, versionIn } from "../package.ts";
import type { Package, Source } from "../package.ts";
import { normalized } from "./python-name.ts";
import { readRequirement } from "./requirements.ts";

const constraint = z.union([
  z.string(),
  z.looseObject({
    version: z.string().optional(),
    git: z.string().optional(),
    url: z.string().optional(),
    path: z.string().optional(),
    file: z.string().optional(),
  }),
]);
type Constraint = z.output<typeof constraint>;
const table = z.record(z.string(), z.union([constraint, z.array(constraint)])).default({});
const list = z.array(z.string()).default([]);

const pyproject = z.looseObject({
  "build-system": z.looseObject({ requires: list }).optional(),
  project: z
    .looseObject({ dependencies: list, "optional-dependencies": z.record(z.string(), list).default({}) })
    .optional(),
  "dependency-groups": z.record(z.string(), z.array(z.union([z.string(), z.looseObject({})]))).default({}),
  tool: z
    .looseObject({
      poetry: z
        .looseObject({
          dependencies: table,
          "dev-dependencies": table,
          group: z.record(z.string(), z.looseObject({ dependencies: table })).default({}),
        })
        .optional(),
      uv: z.looseObject({ "dev-dependencies": list, sources: table }).optional(),
      pdm: z.looseObject({ "dev-dependencies": z.record(z.string(), list).default({}) }).optional(),
    })
    .optional(),
});

/** Reads pyproject.toml as PEP 621 and 735, poetry, uv and pdm define it. */
export function readPyproject(text: string): readonly Package[] {
  const { project, tool, ...rest } = pyproject.parse(parse(text));
  const lines = [
    ...(project?.dependencies ?? []),
    ...Object.values(project?.["optional-dependencies"] ?? {}).flat(),
    ...Object.values(rest["dependency-groups"])
      .flat()
      .filter((entry) => typeof entry === "string"),
    ...(rest["build-system"]?.requires ?? []),
    ...(tool?.uv?.["dev-dependencies"] ?? []),
    ...Object.values(tool?.pdm?.["dev-dependencies"] ?? {}).flat(),
  ];
  const overrides = new Map(constraintsOf(tool?.uv?.sources ?? {}).map(({ name, source }) => [name, source]));
  const required = lines.map(readRequirement).map((one) => ({ ...one, source: overrides.get(one.name) ?? one.source }));
  const groups = Object.values(tool?.poetry?.group ?? {}).map(({ dependencies }) => dependencies);
  return [
    ...required,
    ...[tool?.poetry?.dependencies ?? {}, tool?.poetry?.["dev-dependencies"] ?? {}, ...groups].flatMap(constraintsOf),
  ];
}

const pipfile = z.looseObject({ packages: table, "dev-packages": table });

export function readPipfile(text: string): readonly Package[] {
  const { packages, "dev-packages": dev } = pipfile.parse(parse(text));
  return [...constraintsOf(packages), ...constraintsOf(dev)];
}

function constraintsOf(dependencies: Readonly<Record<string, Constraint | readonly Constraint[]>>): readonly Package[] {
  return Object.entries(dependencies).flatMap(([name, constraints]) => {
    if (name === "python") return [];
    const [first = "*"] = [constraints].flat();
    const { version: spec = "*", git, url, path, file } = typeof first === "string" ? { version: first } : first;
    return [
      { name: normalized(name), version: versionIn(spec), spec, source: constraintSource(git, url ?? file, path) },
    ];
  });
}

function constraintSource(git: string | undefined, url: string | undefined, path: string | undefined): Source {
  if (git !== undefined) return { kind: "git", url: git };
  if (url !== undefined) return sourceOf(url);
  return path === undefined ? REGISTRY : { kind: "file", url: path };
}
