// Runs a command in a PID namespace, made with util-linux. The kernel ends all processes of a namespace with its first
// one, so that none has to be searched for.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import type { Readable } from "node:stream";
import type { Guard } from "./processes.ts";
import { identityIn, RUN_TAG, type ProcessIdentity } from "./tree.ts";

/**
 * Returns the argument list that runs a command in a namespace. The namespace ends when file descriptor 3 is closed.
 */
export type CommandWrapper = (command: readonly string[], tag: string, guard?: Guard) => readonly [string, ...string[]];

/**
 * Returns a function that finds out, once and on its first call, whether this machine allows PID namespaces.
 * @returns the wrapper for commands; undefined where namespaces are not allowed
 */
export function createNamespace(): () => Promise<CommandWrapper | undefined> {
  let answer: Promise<CommandWrapper | undefined> | undefined;
  return () => (answer ??= findWorkingVariant());
}

// The first child of a process that called unshare becomes process 1 of the namespace. Here that is a subshell that
// waits for file descriptor 3 to close, which the program does, or the kernel when the program dies. When the subshell
// ends, the kernel kills the rest of the namespace, and only then counts the subshell as ended. The subshell first
// writes its line of /proc, which is still the one outside of the namespace, to descriptor 3 (see `firstProcess`). It
// also reaps orphans, which a test that stops its own daemon waits for. The command itself is not process 1, so that
// signals have their usual effect on it, and `unshare --fork` ends as the command ended.
const INIT_SCRIPT = `
(trap "" HUP INT QUIT TERM
{ read -r stat </proc/self/stat; echo "$stat" >&3; } 2>/dev/null
/bin/cat <&3 >/dev/null 2>&1; :) &
exec 3<&-
${RUN_TAG}=$1; export ${RUN_TAG}; shift
exec "$@"`;

/**
 * Reads from descriptor 3 of a wrapped command which process is the first of its namespace. Once that has ended, no
 * process of the namespace is left.
 * @returns a function that returns the process; undefined where it was not written yet
 */
export function firstProcess(pipe: Readable): () => ProcessIdentity | undefined {
  let text = "";
  pipe.on("error", () => undefined).on("data", (chunk: Buffer) => (text += chunk.toString("latin1")));
  return () => (text.endsWith("\n") ? identityIn(text) : undefined);
}

/**
 * What some versions of `unshare` (such as 2.38) print at the end of stderr, exiting with 1, where the command was
 * killed with SIGKILL: they cannot end themselves with the same signal.
 */
export const UNSHARE_KILL_MESSAGE = /\n?unshare: sigprocmask [^\n]*$/;

// The namespace has its own mounts, so that a folder becomes read-only inside it only. All folders are mounted first,
// the outer ones before the inner ones, and then some of them become read-only. The current folder is entered again:
// the one from before the mounts, and what `..` leads to from there, would still be writable.
const GUARD_SCRIPT = `
set -e
mount=$1; shift; folder=$(pwd -P)
while [ "$1" != -- ]; do "$mount" --rbind "$1" "$1"; shift; done; shift
while [ "$1" != -- ]; do "$mount" -o remount,bind,ro "$1"; shift; done; shift
cd "$folder"
exec "$@"`;

const INSIDE = ["--fork", "--kill-child", "--mount-proc", "--"];

/**
 * As root; otherwise as the same user in a user namespace, whose capabilities are dropped before the command starts.
 */
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
      INIT_SCRIPT,
      "sh",
      tag,
      unshare,
      ...INSIDE,
      ...guardPrefix(guard),
      ...drop,
      ...command,
    ];
  const asRoot = wrapCommand([], []);
  if (setpriv === undefined) return [asRoot];
  const drop = [setpriv, "--inh-caps=-all", "--ambient-caps=-all", "--"];
  return [asRoot, wrapCommand(["--user", "--map-current-user", "--keep-caps"], drop)];
}

function guardPrefix(guard: Guard | undefined): readonly string[] {
  if (guard === undefined) return [];
  const { closed, open } = guard;
  const all = [...closed, ...open].toSorted((a, b) => a.length - b.length);
  return ["/bin/sh", "-c", GUARD_SCRIPT, "sh", systemProgram("mount") ?? "mount", ...all, "--", ...closed, "--"];
}

const GUARD_PROBE = `
while [ "$1" != -- ]; do [ -w "$1" ] && exit 1; shift; done; shift
for path; do [ -w "$path" ] || exit 1; done
exit 42`;

const guards = new Map<string, Promise<boolean>>();

/** Whether mounting is allowed in the namespace, tried once for each guard. Without root it seldom is. */
export function canGuard(wrapCommand: CommandWrapper, guard: Guard): Promise<boolean> {
  const key = JSON.stringify(guard);
  const known =
    guards.get(key) ?? probeSucceeds(wrapCommand, [GUARD_PROBE, "sh", ...guard.closed, "--", ...guard.open], guard);
  guards.set(key, known);
  return known;
}

async function findWorkingVariant(): Promise<CommandWrapper | undefined> {
  const unshare = systemProgram("unshare");
  if (process.platform !== "linux" || unshare === undefined) return undefined;
  for (const wrapCommand of variants(unshare, systemProgram("setpriv"))) {
    // Inside a namespace the shell's process id is small, and its own /proc lists it.
    if (await probeSucceeds(wrapCommand, ['[ $$ -lt 10 ] && [ -e "/proc/$$/stat" ] && exit 42'])) return wrapCommand;
  }
  return undefined;
}

// Not looked up on PATH, where a project may put its own programs.
function systemProgram(name: string): string | undefined {
  return ["/usr/bin", "/bin", "/usr/sbin", "/sbin"]
    .map((folder) => `${folder}/${name}`)
    .find((path) => existsSync(path));
}

/**
 * Runs a script in a namespace.
 * @param script exits with 42 where everything is as expected
 */
function probeSucceeds(wrapCommand: CommandWrapper, script: readonly string[], guard?: Guard): Promise<boolean> {
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
