import { spawn } from "node:child_process";

/**
 * Restores the terminal if this process is killed by something it cannot handle (`kill -9`, a crash of Node itself): a
 * small shell saves the terminal's settings and waits at a pipe. The pipe closes when this process ends, for whatever
 * reason; a word written to it first means that the process has restored the terminal itself. The shell is a child, not
 * a parent, so the user's shell still gets this process's exit code and signals directly.
 */
export interface TerminalGuard {
  /** Settles once the settings are saved: raw mode may begin. */
  readonly ready: Promise<void>;
  /** Ends the guard. Call it when the terminal is restored. */
  dismiss(): void;
}

/**
 * Leaves the alternate screen, shows the cursor, turns off bracketed paste and kitty keys and restores the title. Then
 * restores the settings, but only if signals are still off as in raw mode: a shell that has the terminal again has set
 * its own settings, and a shell at its prompt never turns signals off.
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
  // Runs in its own session, so that signals of the terminal to this job (ctrl-c, hang-up) do not reach it.
  const child = spawn("sh", ["-c", SCRIPT], {
    stdio: ["pipe", "inherit", "pipe"],
    env: { PATH: process.env["PATH"] },
    detached: true,
  });
  const { promise: ready, resolve } = Promise.withResolvers<void>();
  // Without `sh` or `stty` there is no guard.
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
