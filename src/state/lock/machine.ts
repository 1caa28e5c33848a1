import { readFile, readlink } from "node:fs/promises";
import { hostname } from "node:os";

/** The properties of this machine that distinguish a live lock owner from one that has ended; see `LockRecord`. */
export interface Machine {
  readonly host: string;
  readonly boot: string;
  readonly realm: string;
}

/** On Linux, socket names belong to a network namespace, so each container of a machine is a separate realm. */
export async function thisMachine(): Promise<Machine> {
  const host = hostname();
  if (process.platform !== "linux") return { host, boot: "", realm: host };
  const boot = (await readFile("/proc/sys/kernel/random/boot_id", "utf8")).trim();
  return { host, boot, realm: `${boot} ${await readlink("/proc/self/ns/net")}` };
}
