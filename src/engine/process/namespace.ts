// A PID namespace around a command, made with util-linux: what the kernel ends, nobody has to find.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import type { Guard } from "./processes.ts";
import { RUN_TAG } from "./tree.ts";

/** Makes the argument list that runs a command inside a namespace. File descriptor 3 is the lifeline: all ends with it. */
export type CommandWrapper = (command: readonly string[], tag: string, guard?: Guard) => readonly [string, ...string[]];

/**
 * Asks once, when first needed, whether this machine allows a namespace.
 * @returns how to hold a command in one; undefined where it is not allowed
 */
export function createNamespace(): () => Promise<CommandWrapper | undefined> {
  let answer: Promise<CommandWrapper | undefined> | undefined;
  return () => (answer ??= firstThatWorks());
}

// The first child of a process that unshared becomes process 1 of the namespace. Here that is a subshell which waits for
// the lifeline to close: by the program, or by the kernel when the program dies. When it ends, the kernel kills the rest.
// It reaps orphans, which a test that stops its own daemon waits for. The command itself is no process 1, so signals have
// their usual effect on it, and `unshare --fork` ends as the command ended.
const SHIM = `
(trap "" HUP INT QUIT TERM; /bin/cat <&3 >/dev/null 2>&1; :) &
exec 3<&-
${RUN_TAG}=$1; export ${RUN_TAG}; shift
exec "$@"`;

/**
 * What some versions of `unshare` (2.38 is one) say at the end of stderr, and end with 1, when the command was killed with
 * SIGKILL: they cannot end themselves the same way.
 */
export const KILLED_UNSEEN = /\n?unshare: sigprocmask [^\n]*$/;

// The namespace has mounts of its own, so that closing a folder here closes it for nobody else. What stays open is mounted first.
const GUARD = `
set -e
mount=$1; closed=$2; shift 2
"$mount" --rbind "$closed" "$closed"
while [ "$1" != -- ]; do "$mount" --rbind "$1" "$1"; shift; done; shift
"$mount" -o remount,bind,ro "$closed"
exec "$@"`;

const INSIDE = ["--fork", "--kill-child", "--mount-proc", "--"];

/** As root; else as the same user in a user namespace, whose rights are given up before the command starts. */
function variants(unshare: string, setpriv: string | undefined): readonly CommandWrapper[] {
  const wrapCommand =
    (outside: readonly string[], drop: readonly string[]): CommandWrapper =>
    (command, tag, guard) => [
      unshare,
      ...outside,
      "--pid",
      "--",
      "/bin/sh",
      "-c",
      SHIM,
      "sh",
      tag,
      unshare,
      ...INSIDE,
      ...guarded(guard),
      ...drop,
      ...command,
    ];
  const asRoot = wrapCommand([], []);
  if (setpriv === undefined) return [asRoot];
  const drop = [setpriv, "--inh-caps=-all", "--ambient-caps=-all", "--"];
  return [asRoot, wrapCommand(["--user", "--map-current-user", "--keep-caps"], drop)];
}

function guarded(guard: Guard | undefined): readonly string[] {
  return guard === undefined
    ? []
    : ["/bin/sh", "-c", GUARD, "sh", systemProgram("mount") ?? "mount", guard.closed, ...guard.open, "--"];
}

const guards = new Map<string, Promise<boolean>>();

/** Whether mounting is allowed in the namespace; without root it seldom is. */
export function canGuard(wrapCommand: CommandWrapper, guard: Guard): Promise<boolean> {
  const key = JSON.stringify(guard);
  const known =
    guards.get(key) ??
    works(
      wrapCommand,
      ['[ ! -w "$1" ] && { [ -z "$2" ] || [ -w "$2" ]; } && exit 42', "sh", guard.closed, guard.open[0] ?? ""],
      guard,
    );
  guards.set(key, known);
  return known;
}

async function firstThatWorks(): Promise<CommandWrapper | undefined> {
  const unshare = systemProgram("unshare");
  if (process.platform !== "linux" || unshare === undefined) return undefined;
  for (const wrapCommand of variants(unshare, systemProgram("setpriv"))) {
    if (await works(wrapCommand, ['[ $$ -lt 10 ] && [ -e "/proc/$$/stat" ] && exit 42'])) return wrapCommand;
  }
  return undefined;
}

// Not by PATH: a project may put programs of its own there.
function systemProgram(name: string): string | undefined {
  return ["/usr/bin", "/bin", "/usr/sbin", "/sbin"]
    .map((folder) => `${folder}/${name}`)
    .find((path) => existsSync(path));
}

/** @param script which ends with 42 where all is as it should be: inside, its number is small and known to its own /proc */
function works(wrapCommand: CommandWrapper, script: readonly string[], guard?: Guard): Promise<boolean> {
  const [program, ...args] = wrapCommand(["/bin/sh", "-c", ...script], "probe", guard);
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      stdio: ["ignore", "ignore", "ignore", "pipe"],
      env: { PATH: "/usr/bin:/bin" },
      detached: true,
    });
    child.on("error", () => resolve(false));
    child.on("exit", (code) => {
      child.stdio[3]?.destroy();
      resolve(code === 42);
    });
  });
}
