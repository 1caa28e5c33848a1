import type { Processes } from "../../../process/processes.ts";
import type { SshHost } from "./connection.ts";

/** Resolves SSH aliases with `ssh -G`, which reads the user's config without connecting. */
export function sshHostBy(
  processes: Pick<Processes, "run">,
  env: Readonly<Record<string, string>>,
  signal: AbortSignal,
): SshHost {
  return async (alias) => {
    // ssh would read a name that starts with a dash as an option.
    if (alias.startsWith("-")) return alias;
    const result = await processes.run({
      command: ["ssh", "-G", alias],
      cwd: env["HOME"] ?? "/",
      env,
      timeoutMs: 10_000,
      signal,
    });
    const host = result.exitCode === 0 ? /^hostname (\S+)$/m.exec(result.stdout)?.[1] : undefined;
    return host ?? alias;
  };
}
