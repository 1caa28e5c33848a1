import { z } from "zod";
import { REGISTRY, sourceOf, versionIn } from "../package.ts";
import type { Package } from "../package.ts";

const specs = z.record(z.string(), z.string()).optional();
const schema = z.looseObject({
  dependencies: specs,
  devDependencies: specs,
  optionalDependencies: specs,
  peerDependencies: specs,
});

export function readPackageJson(text: string): readonly Package[] {
  const manifest = schema.parse(JSON.parse(text));
  return [
    manifest.dependencies,
    manifest.devDependencies,
    manifest.optionalDependencies,
    manifest.peerDependencies,
  ].flatMap((group) => Object.entries(group ?? {}).map(([name, spec]) => declared(name, spec)));
}

function declared(name: string, spec: string): Package {
  const [, target, range = "*"] = /^npm:(@?[^@]+)(?:@(.*))?$/.exec(spec) ?? [];
  if (target !== undefined)
    return { name: target, version: versionIn(range), spec: range, source: REGISTRY, alias: name };
  return { name, version: versionIn(spec), spec, source: sourceOf(spec) };
}
