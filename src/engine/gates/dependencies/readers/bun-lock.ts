import { z } from "zod";
import { REGISTRY, sourceOf } from "../package.ts";
import type { Package } from "../package.ts";

const schema = z.looseObject({ packages: z.record(z.string(), z.tuple([z.string()], z.unknown())) });

/** Reads bun.lock: JSON with trailing commas, and entries `[name@version, registry, details, integrity]`. */
export function readBunLock(text: string): readonly Package[] {
  const { packages } = schema.parse(JSON.parse(text.replace(/,(?=\s*[}\]])/g, "")));
  return Object.entries(packages).flatMap(([key, [id, ...rest]]) => {
    const [, name = "", version = ""] = /^(@?[^@]+)@(.*)$/.exec(id) ?? [];
    if (name === "") throw new Error(`no version for ${key}`);
    if (version.startsWith("workspace:")) return [];
    const [first] = rest;
    const integrity = rest.findLast((part): part is string => typeof part === "string" && part !== "");
    const alias = key.replace(/^.*\/(?=[^/@]+$|@[^/]+\/[^/]+$)/, "");
    return [
      {
        name,
        version,
        source: version.startsWith("npm:") ? REGISTRY : sourceOf(version),
        integrity: integrity === first ? undefined : integrity,
        resolved: typeof first === "string" && first !== "" ? first : undefined,
        ...(alias === name || key.includes("/") ? {} : { alias }),
      },
    ];
  });
}
