import { existsSync } from "node:fs";
import { resolvesInside } from "./resolves-inside.ts";

/** Subcommands of git that reach a remote, or change settings, refs or other worktrees. */
const GIT = "push|send-pack|http-push|config|remote|update-ref|symbolic-ref|worktree|credential";
const STARTS = String.raw`(?:^|[\s;&|(\`{/])`;
const FORBIDDEN: readonly RegExp[] = [
  new RegExp(String.raw`${STARTS}git(?:\s+(?:-[cC]\s+\S+|-\S+))*\s+(?:${GIT})(?![\w-])`),
  // Clients of forges. Only the engine opens pull requests.
  new RegExp(String.raw`${STARTS}(?:gh|glab|hub)\s+\w`),
];

/** Whether a command pushes, uses a client of a forge, or changes git's settings. Refused even inside a sandbox. */
export function isForbidden(command: string): boolean {
  const plain = unquoted(command);
  return FORBIDDEN.some((pattern) => pattern.test(plain));
}

/**
 * Whether a command names a path outside the worktree, or in its `.git`. Every word counts as a path, except an
 * absolute one whose top folder does not exist, such as `/foo/d` in a sed script. A command may also write to paths
 * that it does not name, so the user is asked about commands that pass this check.
 */
export async function namesOutsidePath(command: string, cwd: string): Promise<boolean> {
  if (/(?:^|[\s=:])~|\$\{?(?:HOME|OLDPWD|TMPDIR)\b/.test(command)) return true;
  const answers = await Promise.all(pathWords(unquoted(command)).map((word) => resolvesInside(cwd, word)));
  return answers.includes(false);
}

const DEVICES = /^\/dev\/(?:null|zero|urandom|stdin|stdout|stderr|fd\/\d+)$/;

function pathWords(command: string): readonly string[] {
  return command.split(/[;&|()`{}\n]+/).flatMap((part) => {
    const words = part.trim().split(/[\s<>=:,]+/);
    // The program itself may lie outside the worktree.
    const rest = words[0]?.startsWith("/") === true ? words.slice(1) : words;
    return rest.filter(
      (word) => word !== "" && !DEVICES.test(word) && (!word.startsWith("/") || existsSync(`/${word.split("/")[1]}`)),
    );
  });
}

/** The command without quotes, backslashes and web addresses. */
function unquoted(command: string): string {
  return command.replaceAll(/["'\\]/g, "").replaceAll(/\bhttps?:\/\/\S+/g, "");
}
