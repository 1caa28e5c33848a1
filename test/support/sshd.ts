// A real SSH server on loopback, with new keys, for pushes.
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { temporaryFolder } from "./repository.ts";
import { until } from "./until.ts";

export const SSHD = "/usr/sbin/sshd";

/** False where no OpenSSH server is installed (Debian: openssh-server). */
export function hasSshd(): boolean {
  return existsSync(SSHD);
}

export interface SshServer {
  /** The SSH address of a repository on this machine. */
  url(path: string): string;
  /** Variables that let git accept this server and use the client's key, which is not authorized yet. */
  readonly environment: Readonly<Record<string, string>>;
  /** Authorizes the client's key. */
  authorize(): void;
  /** The path of the `authorized_keys` file. */
  readonly authorizedKeys: string;
}

/** Starts an SSH server that ends with the test. */
export async function startSshd(): Promise<SshServer> {
  const folder = temporaryFolder();
  const at = (name: string) => join(folder, name);
  for (const name of ["host_key", "client_key"])
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", at(name)]);
  const port = await freePort();
  writeFileSync(at("authorized_keys"), "", { mode: 0o600 });
  writeFileSync(at("known_hosts"), `[127.0.0.1]:${port} ${readFileSync(at("host_key.pub"), "utf8")}`);
  writeFileSync(
    at("sshd_config"),
    [
      `Port ${port}`,
      "ListenAddress 127.0.0.1",
      `HostKey ${at("host_key")}`,
      `AuthorizedKeysFile ${at("authorized_keys")}`,
      `PidFile ${at("pid")}`,
      "StrictModes no",
      "PasswordAuthentication no",
      "KbdInteractiveAuthentication no",
      "UsePAM no",
      "PermitRootLogin prohibit-password",
      "LogLevel ERROR",
      "",
    ].join("\n"),
  );
  // As root, sshd needs a folder that its service would create.
  if (userInfo().uid === 0) mkdirSync("/run/sshd", { recursive: true });
  const server = spawn(SSHD, ["-D", "-e", "-f", at("sshd_config")], { stdio: "ignore" });
  onTestFinished(() => void server.kill("SIGKILL"));
  await until(() => existsSync(at("pid")), "sshd");
  return {
    url: (path) => `ssh://${userInfo().username}@127.0.0.1:${port}${path}`,
    environment: {
      GIT_SSH_COMMAND:
        "ssh -F none -o BatchMode=yes -o IdentitiesOnly=yes " +
        `-i ${at("client_key")} -o UserKnownHostsFile=${at("known_hosts")}`,
    },
    authorizedKeys: at("authorized_keys"),
    authorize: () => writeFileSync(at("authorized_keys"), readFileSync(at("client_key.pub"))),
  };
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((ready) => probe.listen(0, "127.0.0.1", ready));
  const { port } = probe.address() as AddressInfo;
  await new Promise((closed) => probe.close(closed));
  return port;
}
