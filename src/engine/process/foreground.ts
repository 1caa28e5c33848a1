import { spawn } from "node:child_process";
import { MilestoneError } from "../model/errors.ts";

export interface ForegroundSpec {
  /** A line for the shell, in which `"$@"` stands for `args`. */
  readonly shell: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Written to its standard input, which is the terminal without this. */
  readonly input?: string | undefined;
}

/**
 * Runs an interactive program (an editor, a pager) in the terminal, which nothing else may use until this settles.
 * @throws MilestoneError `process` where the program ends with a signal or an exit code other than 0
 */
export async function runInForeground({ shell, args, cwd, env, input }: ForegroundSpec): Promise<void> {
  const child = spawn("sh", ["-c", shell, "sh", ...args], {
    cwd,
    env: { ...env },
    stdio: [input === undefined ? "inherit" : "pipe", "inherit", "inherit"],
  });
  // A pager that is left early does not read the rest.
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
