/** Where packages come from; the name doubles as the key of its base URL in the config (`registries`). */
export type Ecosystem = "npm" | "pypi" | "cargo" | "go" | "rubygems" | "composer" | "maven";

export type Source = { readonly kind: "registry" } | { readonly kind: "git" | "http" | "file"; readonly url: string };

export const REGISTRY: Source = { kind: "registry" };

/** A package as a manifest asks for it (`spec`) or a lockfile fixes it (`version`). */
export interface Package {
  /** As the registry knows it: an alias is resolved, a Python name is normalized. */
  readonly name: string;
  /** Exact; undefined where only a range is known. */
  readonly version: string | undefined;
  /** The range of a manifest, as written. */
  readonly spec?: string | undefined;
  readonly source: Source;
  /** URL it is downloaded from. */
  readonly resolved?: string | undefined;
  /** Hashes of what is downloaded, as the lockfile has them. */
  readonly integrity?: string | undefined;
  /** As the lockfile says it; several are joined with OR. */
  readonly licence?: string | undefined;
  /** The name it is installed under, where that is another one. */
  readonly alias?: string | undefined;
}

/** What a reader needs beside the text. It throws, with a reason, on what it cannot understand. */
export type Reader = (text: string, path: string) => Promise<readonly Package[]> | readonly Package[];

/** Which source a specifier names: `git+https://…`, `github:user/repo`, `file:../x`, a tarball, or else a range. */
export function sourceOf(spec: string): Source {
  if (/^(?:git(?:\+\w+)?:|git@|(?:github|gitlab|bitbucket|gist):)|\.git(?:#.*)?$/.test(spec))
    return { kind: "git", url: spec };
  if (/^https?:/.test(spec)) return { kind: "http", url: spec };
  if (/^(?:file|link|portal|workspace|path):|^\.{0,2}\/|^~\//.test(spec)) return { kind: "file", url: spec };
  if (/^[\w.-]+\/[\w.-]+(?:#.*)?$/.test(spec)) return { kind: "git", url: `github:${spec}` };
  return REGISTRY;
}

/** The version a range pins or starts from: `==0.25.0`, `^1.2.3`, `>=2, <3`; undefined for `*`, `latest` and the like. */
export function versionIn(spec: string): string | undefined {
  return /^[\s^~=v><!]*(\d[\w.+-]*)/.exec(spec)?.[1]?.replace(/\.[x*].*$/, "");
}
