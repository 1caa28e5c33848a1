// Runs a command in bubblewrap: it can read everything, and write only what its task needs.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/**
 * Access of a sandboxed command to a part of the file system, given by its absolute path. Missing paths are skipped.
 */
export type Layer =
  | { readonly access: "write" | "read"; readonly path: string }
  /** The command sees an empty folder or file in its place. */
  | { readonly access: "none"; readonly path: string; readonly isFolder: boolean };

export interface Sandbox {
  /** For messages, e.g. `bubblewrap`. */
  readonly name: string;
  /**
   * Returns the argument list that runs a command in the sandbox.
   * @param layers in order: a later layer overrides a part of an earlier one
   */
  wrap(command: readonly [string, ...string[]], layers: readonly Layer[]): readonly [string, ...string[]];
}

let found: { readonly sandbox: Sandbox | undefined } | undefined;

/** The sandbox of this machine, tried out on the first call (about 10 ms); undefined where none works. */
export function findSandbox(): Sandbox | undefined {
  found ??= { sandbox: bubblewrap() };
  return found.sandbox;
}

function bubblewrap(): Sandbox | undefined {
  // Not looked up on PATH, where a project may put its own programs.
  const program = ["/usr/bin/bwrap", "/bin/bwrap", "/usr/local/bin/bwrap"].find((path) => existsSync(path));
  if (process.platform !== "linux" || program === undefined) return undefined;
  const base = ["--die-with-parent", "--ro-bind", "/", "/", "--dev", "/dev", ...rights()];
  const wrap: Sandbox["wrap"] = (command, layers) => [program, ...base, ...layers.flatMap(option), "--", ...command];
  const [, ...probe] = wrap(["/bin/sh", "-c", "[ ! -w / ] && exit 42"], []);
  const tried = spawnSync(program, probe, { stdio: "ignore", env: { PATH: "/usr/bin:/bin" }, timeout: 5000 });
  return tried.status === 42 ? { name: "bubblewrap", wrap } : undefined;
}

/** Root keeps the capabilities for work with other users' files, and none that could undo the mounts. */
function rights(): readonly string[] {
  if (process.getuid?.() !== 0) return [];
  const kept = ["CAP_DAC_OVERRIDE", "CAP_CHOWN", "CAP_FOWNER", "CAP_SETUID", "CAP_SETGID", "CAP_KILL"];
  return ["--cap-drop", "ALL", ...kept.flatMap((capability) => ["--cap-add", capability])];
}

function option(layer: Layer): readonly string[] {
  switch (layer.access) {
    case "write":
      return ["--bind-try", layer.path, layer.path];
    case "read":
      return ["--ro-bind-try", layer.path, layer.path];
    case "none":
      return layer.isFolder ? ["--tmpfs", layer.path] : ["--ro-bind", "/dev/null", layer.path];
  }
}
