import { REGISTRY, sourceOf } from "../package.ts";
import type { Package } from "../package.ts";

/**
 * Reads yarn.lock of yarn 1 and of later versions: blocks of descriptors, with fields indented by two blanks, in two
 * syntaxes.
 */
export function readYarnLock(text: string): readonly Package[] {
  if (!/^# yarn lockfile v1|^__metadata:/m.test(text)) throw new Error("neither yarn 1's mark nor a __metadata block");
  return text.split(/\r?\n(?=[^\s#])/).flatMap((block) => {
    const [head = "", ...lines] = block.split(/\r?\n/).filter((line) => !line.startsWith("#"));
    if (head === "" || head === "__metadata:") return [];
    if (!head.endsWith(":")) throw new Error(`not a package: ${head.slice(0, 40)}`);
    return locked(head.slice(0, -1), fieldsOf(lines));
  });
}

function fieldsOf(lines: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    lines.flatMap((line) => {
      const [, key, value] = /^ {2}"?(\w+)"?:? "?([^"]+?)"?$/.exec(line) ?? [];
      return key === undefined || value === undefined ? [] : [[key, value] as const];
    }),
  );
}

function locked(head: string, fields: ReadonlyMap<string, string>): readonly Package[] {
  const [descriptor = ""] = head.split(/, ?/).map((part) => part.replace(/^"|"$/g, ""));
  const [, name = "", range = ""] = /^(@?[^@]+)@(.*)$/.exec(descriptor) ?? [];
  const version = fields.get("version");
  if (name === "" || version === undefined) throw new Error(`no version for ${head.slice(0, 40)}`);
  const resolution = fields.get("resolution");
  return resolution === undefined
    ? [classic(name, range, version, fields)]
    : berry(name, version, resolution, fields.get("checksum"));
}

function classic(alias: string, range: string, version: string, fields: ReadonlyMap<string, string>): Package {
  const target = /^npm:(@?[^@]+)@/.exec(range)?.[1];
  const resolved = fields.get("resolved");
  const foreign = sourceOf(target === undefined ? range : "");
  return {
    name: target ?? alias,
    version,
    resolved: resolved?.replace(/#.*$/, ""),
    source:
      foreign.kind === "registry" && resolved !== undefined && !/^https?:.*\.tgz/.test(resolved)
        ? sourceOf(resolved)
        : foreign,
    integrity: fields.get("integrity") ?? /#([0-9a-f]{40})$/.exec(resolved ?? "")?.[1],
    ...(target === undefined ? {} : { alias }),
  };
}

/** `lodash@npm:4.17.21`, `a@https://github.com/u/a.git#commit=…`, `b@workspace:packages/b`, `c@patch:…`. */
function berry(alias: string, version: string, resolution: string, integrity: string | undefined): readonly Package[] {
  const [, name = alias, reference = ""] = /^(@?[^@]+)@(.*)$/.exec(resolution) ?? [];
  if (reference.startsWith("workspace:")) return [];
  const [, archive] = /::__archiveUrl=(.*)$/.exec(reference) ?? [];
  return [
    {
      name,
      version,
      integrity,
      source: /^(?:npm|virtual|patch):/.test(reference) ? REGISTRY : sourceOf(reference),
      resolved: archive === undefined ? undefined : decodeURIComponent(archive),
      ...(name === alias ? {} : { alias }),
    },
  ];
}
