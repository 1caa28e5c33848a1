// Bubblewrap around a command: everything is there to be read, and only what a task needs can be written.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** A part of the file system, by its absolute path, as a confined command gets it; one that is not there is left out. */
export type Layer =
  | { readonly access: "write" | "read"; readonly path: string }
  /** An empty folder or file stands in its place. */
  | { readonly access: "none"; readonly path: string; readonly isFolder: boolean };

export interface Sandbox {
  /** In words, e.g. `bubblewrap`. */
  readonly name: string;
  /** @param layers in order: a later one may open or close a part of an earlier one */
  wrap(command: readonly [string, ...string[]], layers: readonly Layer[]): readonly [string, ...string[]];
}

let found: { readonly sandbox: Sandbox | undefined } | undefined;

/** The sandbox of this machine, asked once by trying it (about 10 ms); undefined where there is none that works. */
export function findSandbox(): Sandbox | undefined {
  found ??= { sandbox: bubblewrap() };
  return found.sandbox;
}

function bubblewrap(): Sandbox | undefined {
  // Not by PATH: a project may put programs of its own there.
  const program = ["/usr/bin/bwrap", "/bin/bwrap", "/usr/local/bin/bwrap"].find((path) => existsSync(path));
  if (process.platform !== "linux" || program === undefined) return undefined;
  const base = ["--die-with-parent", "--ro-bind", "/", "/", "--dev", "/dev", ...rights()];
  const wrap: Sandbox["wrap"] = (command, layers) => [program, ...base, ...layers.flatMap(option), "--", ...command];
  const [, ...probe] = wrap(["/bin/sh", "-c", "[ ! -w / ] && exit 42"], []);
  const tried = spawnSync(program, probe, { stdio: "ignore", env: { PATH: "/usr/bin:/bin" }, timeout: 5000 });
  return tried.status === 42 ? { name: "bubblewrap", wrap } : undefined;
}

/** Root keeps what it takes to work with other people's files, and nothing by which it could undo the mounts. */
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
