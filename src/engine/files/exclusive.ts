// Mutual exclusion between processes, given back by the kernel however its holder ends.
import { createHash } from "node:crypto";
import { rename, rm } from "node:fs/promises";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join, resolve } from "node:path";
import { systemCode } from "../model/errors.ts";

export interface LockHandle {
  release(): Promise<void>;
}

/** Runs `work` while no other process (and no other caller in this one) is inside for the same path. Waits its turn. */
export async function exclusively<T>(path: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  let hold = await tryLock(path);
  while (hold === undefined) {
    await whenFree(address(path), signal);
    hold = await tryLock(path);
  }
  try {
    return await work();
  } finally {
    await hold.release();
  }
}

/**
 * Takes hold of a path, which need not exist; undefined where a live process (stopped ones included) has it.
 * Holds between containers that share a folder but no network namespace are not seen.
 */
export async function tryLock(path: string): Promise<LockHandle | undefined> {
  const at = address(path);
  const server = createServer();
  const waiting = new Set<Socket>();
  server.on("connection", (socket) => {
    waiting.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => waiting.delete(socket));
  });
  if (!(await listens(server, at)) && !((await removeStale(at)) && (await listens(server, at)))) return undefined;
  server.unref();
  return {
    release: () =>
      new Promise((done) => {
        server.close(() => done());
        // Whoever waits is told by the end of its connection.
        for (const socket of waiting) socket.destroy();
      }),
  };
}

/** Linux has socket names outside the file system, which vanish with their owner; elsewhere it is a file. */
function address(path: string): string {
  const key = createHash("sha256")
    .update(`${userInfo().uid}\0${resolve(path)}`)
    .digest("hex")
    .slice(0, 32);
  return process.platform === "linux" ? `\0milestone-tui-${key}` : join(tmpdir(), `milestone-tui-${key}.sock`);
}

function listens(server: Server, at: string): Promise<boolean> {
  return new Promise((done, fail) => {
    const refused = (error: Error) => (systemCode(error) === "EADDRINUSE" ? done(false) : fail(error));
    server.once("error", refused);
    server.listen(at, () => {
      server.off("error", refused);
      done(true);
    });
  });
}

/** Moved before it is removed: if somebody took it over in between, it is still alive under its new name and goes back. */
async function removeStale(at: string): Promise<boolean> {
  if (at.startsWith("\0") || (await isAnswered(at))) return false;
  const aside = `${at}.${process.pid}`;
  try {
    await rename(at, aside);
  } catch (error) {
    if (systemCode(error) === "ENOENT") return true;
    throw error;
  }
  if (await isAnswered(aside)) {
    await rename(aside, at);
    return false;
  }
  await rm(aside, { force: true });
  return true;
}

function isAnswered(at: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(at);
    socket.once("connect", () => {
      socket.destroy();
      done(true);
    });
    socket.once("error", () => done(false));
  });
}

/** Settles when the holder lets go or dies. */
function whenFree(at: string, signal: AbortSignal): Promise<void> {
  return new Promise((done, fail) => {
    if (signal.aborted) return fail(signal.reason);
    const socket = connect(at);
    const cancel = () => {
      socket.destroy();
      fail(signal.reason);
    };
    signal.addEventListener("abort", cancel, { once: true });
    socket.on("error", () => {});
    socket.once("close", () => {
      signal.removeEventListener("abort", cancel);
      done();
    });
  });
}
