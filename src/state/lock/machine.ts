import { readFile, readlink } from "node:fs/promises";
import { hostname } from "node:os";

/** What of this machine tells a living lock owner from a dead one; see `LockRecord`. */
export interface Machine {
  readonly host: string;
  readonly boot: string;
  readonly realm: string;
}

/** On Linux socket names belong to a network namespace, so containers of one machine are realms of their own. */
export async function thisMachine(): Promise<Machine> {
  const host = hostname();
  if (process.platform !== "linux") return { host, boot: "", realm: host };
  const boot = (await readFile("/proc/sys/kernel/random/boot_id", "utf8")).trim();
  return { host, boot, realm: `${boot} ${await readlink("/proc/self/ns/net")}` };
}
