import { mkdtemp, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openPty, type Pty } from "../support/pty.ts";
import type { BenchContext } from "./figure.ts";

export interface Stream {
  readonly pty: Pty;
  readonly folder: string;
  /** The event loop's delays since the last call, in milliseconds, and the number of lines written so far. */
  health(): Promise<{ readonly p99: number; readonly max: number; readonly written: number }>;
}

/** Opens a screen of 120×40 with a stream of log lines, and waits until it is warmed up. */
export async function openStream({ folder, stream }: BenchContext, args: readonly string[]): Promise<Stream> {
  const stateFolder = await mkdtemp(join(folder, "stream-"));
  const pty = openPty([process.execPath, stream, stateFolder, ...args], { columns: 120, rows: 40 });
  await pty.until((text) => text.includes("2 Issues") && text.includes("#01"));
  const health = async () => {
    const file = join(stateFolder, "stream.json");
    await rm(file, { force: true });
    process.kill(pty.pid, "SIGUSR2");
    for (;;) {
      const text = await readFile(file, "utf8").catch(() => "");
      if (text !== "") return JSON.parse(text);
      await sleep(20);
    }
  };
  await sleep(3_000);
  await health();
  return { pty, folder: stateFolder, health };
}
