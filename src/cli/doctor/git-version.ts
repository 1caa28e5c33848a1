/** What a version of git is good for. */
export interface GitVersion {
  readonly version: string;
  /** `merge-tree --write-tree`, by which conflicts are told ahead, came with 2.38. */
  readonly isRecentEnough: boolean;
  /** CVE-2025-48384: a submodule of a cloned repository can place a hook. */
  readonly isSafe: boolean;
}

const OLDEST = [2, 38];

/** The first safe patch level of each line that was mended; from 2.50.1 on all are safe (git's release notes of 8 July 2025). */
const MENDED: Readonly<Record<string, number>> = {
  "2.43": 7,
  "2.44": 4,
  "2.45": 4,
  "2.46": 4,
  "2.47": 3,
  "2.48": 2,
  "2.49": 1,
  "2.50": 1,
};

/** Reads what `git --version` prints; undefined where it is none. */
export function readGitVersion(text: string): GitVersion | undefined {
  const [, version, major, minor, patch = "0"] = /^git version ((\d+)\.(\d+)(?:\.(\d+))?\S*)/.exec(text) ?? [];
  if (version === undefined || major === undefined || minor === undefined) return undefined;
  const line = [Number(major), Number(minor)];
  const mended = MENDED[`${major}.${minor}`];
  return {
    version,
    isRecentEnough: !isBefore(line, OLDEST),
    isSafe: mended === undefined ? !isBefore(line, [2, 51]) : Number(patch) >= mended,
  };
}

function isBefore(
  [major = 0, minor = 0]: readonly number[],
  [wantedMajor = 0, wantedMinor = 0]: readonly number[],
): boolean {
  return major < wantedMajor || (major === wantedMajor && minor < wantedMinor);
}
