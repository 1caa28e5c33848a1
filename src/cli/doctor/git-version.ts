/** A version of git, and whether a run can use it. */
export interface GitVersion {
  readonly version: string;
  /** Whether it has `merge-tree --write-tree`, which predicts merge conflicts. Git 2.38 introduced it. */
  readonly isRecentEnough: boolean;
  /** Whether CVE-2025-48384 is fixed: a submodule of a cloned repository could place a hook. */
  readonly isSafe: boolean;
}

const OLDEST = [2, 38];

/**
 * The first patched release of each patched minor version. All later minor versions are safe (git release notes, 8 July
 * 2025).
 */
const PATCHED: Readonly<Record<string, number>> = {
  "2.43": 7,
  "2.44": 4,
  "2.45": 4,
  "2.46": 4,
  "2.47": 3,
  "2.48": 2,
  "2.49": 1,
  "2.50": 1,
};

/** Parses the output of `git --version`; undefined where it contains no version. */
export function readGitVersion(text: string): GitVersion | undefined {
  const [, version, major, minor, patch = "0"] = /^git version ((\d+)\.(\d+)(?:\.(\d+))?\S*)/.exec(text) ?? [];
  if (version === undefined || major === undefined || minor === undefined) return undefined;
  const minorVersion = [Number(major), Number(minor)];
  const patched = PATCHED[`${major}.${minor}`];
  return {
    version,
    isRecentEnough: !isBefore(minorVersion, OLDEST),
    isSafe: patched === undefined ? !isBefore(minorVersion, [2, 51]) : Number(patch) >= patched,
  };
}

function isBefore(
  [major = 0, minor = 0]: readonly number[],
  [wantedMajor = 0, wantedMinor = 0]: readonly number[],
): boolean {
  return major < wantedMajor || (major === wantedMajor && minor < wantedMinor);
}
