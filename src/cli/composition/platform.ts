import { homedir } from "node:os";
import { resolve } from "node:path";
import type { Flags } from "../arguments.ts";

/** The process's environment and working folder, read once. */
export interface Platform {
  /** The folder in which the command works, absolute: `-C DIR`, else the current folder. */
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly platform: NodeJS.Platform;
  readonly home: string;
}

export function readPlatform(flags: Flags): Platform {
  return {
    cwd: resolve(flags.directory ?? "."),
    environment: Object.fromEntries(
      Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    ),
    platform: process.platform,
    home: homedir(),
  };
}
