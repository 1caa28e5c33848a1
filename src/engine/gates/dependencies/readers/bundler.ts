import { REGISTRY, versionIn } from "../package.ts";
import type { Package, Source } from "../package.ts";

/**
 * Reads a Gemfile. It is a Ruby program, in which people and tools write `gem` calls with literal names.
 * @throws Error on calls that cannot be read without running them, rather than skipping these
 */
export function readGemfile(text: string): readonly Package[] {
  return text.split(/\r?\n/).flatMap((raw) => {
    const line = raw.replace(/(^|\s)#.*$/, "").trim();
    if (/^(?:eval_gemfile|eval|instance_eval|load|require)\b/.test(line))
      throw new Error(`cannot be read without running it: ${line.slice(0, 60)}`);
    if (!/(?:^|[\s;{(])gem[\s(]/.test(line)) return [];
    const [, name, rest = ""] = /^gem[\s(]+["']([\w.-]+)["']\)?(.*)$/.exec(line) ?? [];
    if (name === undefined) throw new Error(`not a literal gem: ${line.slice(0, 60)}`);
    const spec = /^\s*,\s*["']([^"']+)["']/.exec(rest)?.[1] ?? "*";
    return [{ name, version: versionIn(spec), spec, source: sourceIn(rest) }];
  });
}

function sourceIn(options: string): Source {
  const [, key, url = ""] =
    /\b(git|github|gitlab|bitbucket|gist|path)(?::|["']?\s*=>)\s*["']([^"']+)["']/.exec(options) ?? [];
  if (key === undefined) return REGISTRY;
  return key === "path" ? { kind: "file", url } : { kind: "git", url: key === "git" ? url : `${key}:${url}` };
}

/**
 * Reads Gemfile.lock: sections by source, with gems indented by four blanks and their dependencies by six. Checksums
 * have their own section.
 */
export function readGemfileLock(text: string): readonly Package[] {
  if (!/^(?:GEM|GIT|PATH|PLATFORMS|DEPENDENCIES)$/m.test(text) || /^[<>=]{7}/m.test(text))
    throw new Error("not a Gemfile.lock");
  const checksums = new Map(
    [...text.matchAll(/^ {2}(\S+) \(([^)]+)\) (sha256=\S+)$/gm)].map(([, name, version, hash]) => [
      `${name} ${version}`,
      hash,
    ]),
  );
  return text.split(/\r?\n(?=[A-Z])/).flatMap((section) => {
    const [kind = ""] = section.split(/\r?\n/, 1);
    if (!/^(?:GEM|GIT)$/.test(kind)) return [];
    const remote = /^ {2}remote: (\S+)/m.exec(section)?.[1] ?? "";
    return [...section.matchAll(/^ {4}(\S+) \(([^)]+)\)\r?$/gm)].map(([, name = "", version = ""]): Package => ({
      name,
      version: version.replace(/-(?:x86|x64|arm|aarch|java|universal).*$/, ""),
      integrity: checksums.get(`${name} ${version}`),
      ...(kind === "GIT" ? { source: { kind: "git", url: remote } } : { source: REGISTRY, resolved: remote }),
    }));
  });
}
