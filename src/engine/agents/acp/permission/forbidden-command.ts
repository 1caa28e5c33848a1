import { existsSync } from "node:fs";
import { isReallyInside } from "./real-place.ts";

/** Of git: what reaches a remote, and what changes settings or other people's branches. */
const GIT = "push|send-pack|http-push|config|remote|update-ref|symbolic-ref|worktree|credential";
const STARTS = String.raw`(?:^|[\s;&|(\`{/])`;
const REACHES_OUT: readonly RegExp[] = [
  new RegExp(String.raw`${STARTS}git(?:\s+(?:-[cC]\s+\S+|-\S+))*\s+(?:${GIT})(?![\w-])`),
  // Clients of forges: pull requests are the engine's.
  new RegExp(String.raw`${STARTS}(?:gh|glab|hub)\s+\w`),
];

/** Whether a command would push, open a pull request or change git's settings: never an agent's to do, confined or not. */
export function reachesOut(command: string): boolean {
  const plain = unquoted(command);
  return REACHES_OUT.some((pattern) => pattern.test(plain));
}

/**
 * Whether a command names a place outside the worktree, or in its `.git`. Words are taken for paths; one that leads to no
 * folder there is (`/foo/d` of a sed script) is none. What it does not name, nobody can see in it: that is asked about.
 */
export async function leadsOutside(command: string, cwd: string): Promise<boolean> {
  if (/(?:^|[\s=:])~|\$\{?(?:HOME|OLDPWD|TMPDIR)\b/.test(command)) return true;
  const answers = await Promise.all(pathWords(unquoted(command)).map((word) => isReallyInside(cwd, word)));
  return answers.includes(false);
}

const DEVICES = /^\/dev\/(?:null|zero|urandom|stdin|stdout|stderr|fd\/\d+)$/;

function pathWords(command: string): readonly string[] {
  return command.split(/[;&|()`{}\n]+/).flatMap((part) => {
    const words = part.trim().split(/[\s<>=:,]+/);
    // A program may stand anywhere.
    const rest = words[0]?.startsWith("/") === true ? words.slice(1) : words;
    return rest.filter(
      (word) => word !== "" && !DEVICES.test(word) && (!word.startsWith("/") || existsSync(`/${word.split("/")[1]}`)),
    );
  });
}

function unquoted(command: string): string {
  return command.replaceAll(/["'\\]/g, "").replaceAll(/\bhttps?:\/\/\S+/g, "");
}
