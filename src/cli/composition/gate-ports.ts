import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "../../engine/config/config-schema.ts";
import type { DependencyPorts } from "../../engine/gates/dependencies/dependency-gate.ts";
import type { Policy } from "../../engine/gates/policy.ts";

/** What the gates need from outside: the network for licenses and advisories, and a cache of answers on the disk. */
export function gatePorts(stateFolder: string): DependencyPorts {
  const folder = join(stateFolder, "answers");
  const fileOf = (key: string) => join(folder, createHash("sha256").update(key).digest("hex"));
  return {
    fetch: (url, init) => fetch(url, init),
    cache: {
      // An answer that cannot be read is requested again.
      get: (key) => readFile(fileOf(key), "utf8").catch(() => undefined),
      async set(key, value) {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        const temporary = `${fileOf(key)}.${randomUUID()}`;
        await writeFile(temporary, value, { mode: 0o600 });
        await rename(temporary, fileOf(key));
      },
    },
  };
}

/** The policy of the gates for the working tree at `root`, with the database address read from the environment. */
export function policyOf(config: Config, environment: Readonly<Record<string, string>>, root: string): Policy {
  const url = config.database?.url;
  return {
    ...config,
    databaseUrl: url?.startsWith("env:") === true ? environment[url.slice("env:".length)] : url,
    root,
  };
}
