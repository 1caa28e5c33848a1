import type { Processes } from "../../../process/processes.ts";
import type { SshHost } from "./connection.ts";

/** Resolves SSH aliases through `ssh -G`, which reads the user's config and connects to nobody. */
export function sshHostBy(
  processes: Pick<Processes, "run">,
  env: Readonly<Record<string, string>>,
  signal: AbortSignal,
): SshHost {
  return async (alias) => {
    // A name that begins with a dash would be an option.
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
