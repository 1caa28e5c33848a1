import { spawn } from "node:child_process";
import { MilestoneError } from "../../../engine/model/errors.ts";
import type { Platform } from "../../composition/platform.ts";

const OPENERS: Partial<Record<NodeJS.Platform, string>> = { darwin: "open", win32: "explorer" };

/**
 * Opens a page in the browser. The address comes from a forge, so only http and https are allowed: no file, no program.
 * @throws MilestoneError `process` for any other address, and where the system's opener cannot be started
 */
export async function openLink({ environment, platform }: Platform, address: string): Promise<void> {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !["http:", "https:"].includes(url.protocol))
    throw new MilestoneError("process", `Not a web address: ${address}`);
  const opener = OPENERS[platform] ?? "xdg-open";
  const child = spawn(opener, [url.href], { env: { ...environment }, stdio: "ignore", detached: true });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  child.once("error", () =>
    reject(new MilestoneError("process", `${opener} cannot be started; the page is ${url.href}`)),
  );
  child.once("spawn", resolve);
  await promise;
  child.unref();
}
