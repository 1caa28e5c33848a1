/** A package registry's ecosystem; also the key of its base URL in the config (`registries`). */
export type Ecosystem = "npm" | "pypi" | "cargo" | "go" | "rubygems" | "composer" | "maven";

export type Source = { readonly kind: "registry" } | { readonly kind: "git" | "http" | "file"; readonly url: string };

export const REGISTRY: Source = { kind: "registry" };

/** A package as a manifest requests it (`spec`) or as a lockfile pins it (`version`). */
export interface Package {
  /** Name in the registry: aliases are resolved, and Python names are normalized. */
  readonly name: string;
  /** Exact version; undefined where only a range is known. */
  readonly version: string | undefined;
  /** Range in the manifest, as written. */
  readonly spec?: string | undefined;
  readonly source: Source;
  /** URL that the package is downloaded from. */
  readonly resolved?: string | undefined;
  /** Hashes of the download, as the lockfile gives them. */
  readonly integrity?: string | undefined;
  /** License as the lockfile gives it; several licenses are joined with OR. */
  readonly license?: string | undefined;
  /** The name that the package is installed under, where it differs. */
  readonly alias?: string | undefined;
}

/**
 * Reads the packages of a file.
 * @throws Error with a reason, on text that it cannot read
 */
export type Reader = (text: string, path: string) => Promise<readonly Package[]> | readonly Package[];

/**
 * The source that a specifier names: `git+https://…`, `github:user/repo`, `file:../x`, a tarball; any other specifier
 * is a range of the registry.
 */
export function sourceOf(spec: string): Source {
  if (/^(?:git(?:\+\w+)?:|git@|(?:github|gitlab|bitbucket|gist):)|\.git(?:#.*)?$/.test(spec))
    return { kind: "git", url: spec };
  if (/^https?:/.test(spec)) return { kind: "http", url: spec };
  if (/^(?:file|link|portal|workspace|path):|^\.{0,2}\/|^~\//.test(spec)) return { kind: "file", url: spec };
  if (/^[\w.-]+\/[\w.-]+(?:#.*)?$/.test(spec)) return { kind: "git", url: `github:${spec}` };
  return REGISTRY;
}

/**
 * The version that a range pins or starts with: `==0.25.0`, `^1.2.3`, `>=2, <3`; undefined for `*`, `latest` and the
 * like.
 */
export function versionIn(spec: string): string | undefined {
  return /^[\s^~=v><!]*(\d[\w.+-]*)/.exec(spec)?.[1]?.replace(/\.[x*].*$/, "");
}
