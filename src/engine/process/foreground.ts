import { spawn } from "node:child_process";
import { MilestoneError } from "../model/errors.ts";

export interface ForegroundSpec {
  /** A line for the shell, in which `"$@"` stands for `args`. */
  readonly shell: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Written to its standard input; the terminal's own without it. */
  readonly input?: string | undefined;
}

/**
 * Runs what a person works with (an editor, a pager) in the terminal, which it has to itself until this settles.
 * @throws MilestoneError `process` where it ended with anything but 0
 */
export async function runInForeground({ shell, args, cwd, env, input }: ForegroundSpec): Promise<void> {
  const child = spawn("sh", ["-c", shell, "sh", ...args], {
    cwd,
    env: { ...env },
    stdio: [input === undefined ? "inherit" : "pipe", "inherit", "inherit"],
  });
  // Whoever leaves a pager early reads no further.
  child.stdin?.on("error", () => undefined).end(input);
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.once("error", reject).once("exit", resolve);
  const code = await promise;
  if (code !== 0)
    throw new MilestoneError(
      "process",
      `${shell.split(" ", 1).join("")} ended with ${code === null ? "a signal" : `exit code ${code}`}`,
    );
}
