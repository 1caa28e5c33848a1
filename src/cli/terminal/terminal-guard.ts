import { spawn } from "node:child_process";

/**
 * Gives the terminal back if this process is killed in a way it cannot answer (`kill -9`, a crash of Node itself): a
 * shell of a few hundred kilobytes remembers the settings and waits at a pipe. The pipe ends with this process,
 * whatever ended it; a word on it first says that the end was in order. Nothing stands between the user's shell and
 * this process, so that its exit code and signals are its own.
 */
export interface TerminalGuard {
  /** Settles once the settings are remembered: raw mode may begin. */
  readonly ready: Promise<void>;
  /** The terminal is as it was; nothing is to be done any more. */
  dismiss(): void;
}

/**
 * Off the alternate screen, cursor shown, no bracketed paste, no kitty keys, the title given back. Only then the settings,
 * and only if nobody has set them since (no shell at its prompt turns signals off): a shell may have the terminal again.
 */
const SCRIPT = String.raw`
trap '' INT TERM HUP QUIT
exec 3<&1
saved=$(stty -g <&3) || exit
echo ready >&2
exec 2>/dev/null
read -r end && exit
printf '\033[<u\033[?1049l\033[?25h\033[?2004l\033[23;2t\033[0m'
case $(stty -a <&3) in *-isig*) stty "$saved" <&3 ;; esac
`;

export function guardTerminal(): TerminalGuard {
  if (process.platform === "win32") return { ready: Promise.resolve(), dismiss: () => {} };
  // A session of its own: what the terminal does to this job, ctrl-c and hanging up, does not reach it.
  const child = spawn("sh", ["-c", SCRIPT], {
    stdio: ["pipe", "inherit", "pipe"],
    env: { PATH: process.env["PATH"] },
    detached: true,
  });
  const { promise: ready, resolve } = Promise.withResolvers<void>();
  // Where there is no `sh` or no `stty` there is no guard either.
  child.once("error", () => resolve()).once("exit", () => resolve());
  child.stderr.once("data", () => resolve());
  child.stdin.on("error", () => {});
  void ready.then(() => child.stderr.destroy());
  child.unref();
  const dismiss = () => {
    process.off("exit", dismiss);
    child.stdin.end("end\n");
  };
  process.once("exit", dismiss);
  return { ready, dismiss };
}
