import { MilestoneError } from "../../model/errors.ts";

/**
 * Returns a check for branches that the program must never push to. Ignores case, since on some file systems `Main` is
 * `main`, and prefixes such as `refs/heads/`.
 */
export function branchProtection(branches: readonly string[]): (branch: string) => boolean {
  const names = new Set(["main", "master", "head", ...branches.map(canonical)]);
  return (branch) => names.has(canonical(branch));
}

/** @throws MilestoneError `push` for a protected branch, and for a name that git could read as something else */
export function assertPushable(branch: string, isProtected: (branch: string) => boolean): void {
  if (isProtected(branch)) {
    throw new MilestoneError("push", `Refused to push to the protected branch ${branch}`, {
      hint: "Name another milestone or feature branch in the plan.",
    });
  }
  if (!isUnambiguousName(branch)) {
    throw new MilestoneError("push", `Refused to push to "${branch}", which is not a branch name`, {
      hint: "Correct the branch name in the plan.",
    });
  }
}

/** False for a name that git would read as an option, a refspec, a revision or another kind of ref. */
export function isUnambiguousName(name: string): boolean {
  return /^[^-+:\s][^:\s~^?*[\\\p{Cc}]*$/u.test(name) && !/^@$|^refs\/|\.\.|@\{/.test(name);
}

/** True for names that git surely accepts. The others take a call of `git check-ref-format`. */
export function isPlainBranchName(name: string): boolean {
  return (
    /^[\p{L}\p{N}_][\p{L}\p{N}._/+-]*$/u.test(name) &&
    !/\.\.|\/\/|\/\.|\.lock(\/|$)|[/.]$/.test(name) &&
    name.toLowerCase() !== "head"
  );
}

function canonical(branch: string): string {
  return branch
    .normalize("NFC")
    .toLowerCase()
    .replace(/^(refs\/)?heads\//, "")
    .replace(/^refs\/remotes\/[^/]+\//, "");
}
