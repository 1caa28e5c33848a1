import { MilestoneError } from "../../model/errors.ts";

/**
 * Branches that nothing is ever pushed to. Compared without regard to case, since on some file systems `Main` is `main`;
 * and by the short name, however it is written.
 */
export function protection(branches: readonly string[]): (branch: string) => boolean {
  const names = new Set(["main", "master", "head", ...branches.map(canonical)]);
  return (branch) => names.has(canonical(branch));
}

/** Throws a `push` error for a branch that must not be pushed to, and for a name that could mean anything but a branch. */
export function refuseUnpushable(branch: string, isProtected: (branch: string) => boolean): void {
  if (isProtected(branch)) {
    throw new MilestoneError("push", `Refused to push to the protected branch ${branch}`, {
      hint: "Name another milestone or feature branch in the plan.",
    });
  }
  if (!meansOneBranch(branch)) {
    throw new MilestoneError("push", `Refused to push to "${branch}", which is no branch name`, {
      hint: "Correct the branch name in the plan.",
    });
  }
}

/** False for what git would read as an option, a refspec, a revision or another kind of ref. */
export function meansOneBranch(name: string): boolean {
  return /^[^-+:\s][^:\s~^?*[\\\p{Cc}]*$/u.test(name) && !/^@$|^refs\/|\.\.|@\{/.test(name);
}

/** True for most names that git takes; about the others it is asked. */
export function isPlainName(name: string): boolean {
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
