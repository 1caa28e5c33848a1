import { REGISTRY } from "../package.ts";
import type { Package } from "../package.ts";

/** Reads go.mod line by line, as the format is defined (go.dev/ref/mod): required modules and their replacements. */
export function readGoMod(text: string): readonly Package[] {
  let block: string | undefined;
  return text.split(/\r?\n/).flatMap((raw) => {
    const line = raw.replace(/\/\/.*$/, "").trim();
    if (line === "") return [];
    if (line === ")") {
      block = undefined;
      return [];
    }
    const [, opens] = /^(\w+)\s*\($/.exec(line) ?? [];
    if (opens !== undefined) {
      block = opens;
      return [];
    }
    const [verb, ...rest] = block === undefined ? line.split(/\s+/) : [block, ...line.split(/\s+/)];
    if (verb === "require") return [required(rest, raw)];
    if (verb === "replace") return replaced(rest, raw);
    if (!/^(?:module|go|toolchain|exclude|retract|tool|godebug|ignore)$/.test(verb ?? ""))
      throw new Error(`not a line of go.mod: ${line.slice(0, 60)}`);
    return [];
  });
}

function required([name, version]: readonly string[], line: string): Package {
  if (name === undefined || version === undefined) throw new Error(`not a requirement: ${line.trim().slice(0, 60)}`);
  return { name: unquoted(name), version, spec: version, source: REGISTRY };
}

/** `old [v] => new v`, or a folder of the repository, which is not a package. */
function replaced(words: readonly string[], line: string): readonly Package[] {
  const arrow = words.indexOf("=>");
  const [name, version] = words.slice(arrow + 1);
  if (arrow < 1 || name === undefined) throw new Error(`not a replacement: ${line.trim().slice(0, 60)}`);
  return version === undefined
    ? []
    : [{ name: unquoted(name), version, spec: version, source: REGISTRY, alias: words[0] }];
}

function unquoted(name: string): string {
  return name.replace(/^["`]|["`]$/g, "");
}

/** Reads go.sum: hashes of each module's content and of its go.mod, which are returned as two versions. */
export function readGoSum(text: string): readonly Package[] {
  return text
    .split(/\r?\n/)
    .filter(Boolean)
    .map((line) => {
      const [name, version, hash, ...rest] = line.trim().split(/\s+/);
      if (name === undefined || version === undefined || hash === undefined || rest.length > 0 || !/^h\d:/.test(hash))
        throw new Error(`not a line of go.sum: ${line.slice(0, 60)}`);
      return { name, version, source: REGISTRY, integrity: hash };
    });
}
