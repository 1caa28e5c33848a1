// Mutual exclusion between processes. The kernel releases a lock however its holder ends.
import { createHash } from "node:crypto";
import { rename, rm } from "node:fs/promises";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join, resolve } from "node:path";
import { systemCode } from "../model/errors.ts";

export interface LockHandle {
  release(): Promise<void>;
}

/**
 * Runs `work` while no other process, and no other caller in this process, holds the lock of `path`. Waits for its
 * turn.
 * @throws the signal's reason where it aborts during the wait
 */
export async function withLock<T>(path: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  let lock = await tryLock(path);
  while (lock === undefined) {
    await waitUntilFree(address(path), signal);
    lock = await tryLock(path);
  }
  try {
    return await work();
  } finally {
    await lock.release();
  }
}

/**
 * Locks a path, which need not exist; undefined where a live process (also a stopped one) holds the lock. Locks do not
 * work between containers that share a folder but no network namespace.
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
  if (!(await listen(server, at)) && !((await removeStale(at)) && (await listen(server, at)))) return undefined;
  server.unref();
  return {
    release: () =>
      new Promise((done) => {
        server.close(() => done());
        // Closing their connections tells waiting processes that the lock is free.
        for (const socket of waiting) socket.destroy();
      }),
  };
}

/**
 * The socket that stands for the lock. On Linux it is an abstract name, which vanishes with its owner; elsewhere a
 * file.
 */
function address(path: string): string {
  const key = createHash("sha256")
    .update(`${userInfo().uid}\0${resolve(path)}`)
    .digest("hex")
    .slice(0, 32);
  return process.platform === "linux" ? `\0milestone-tui-${key}` : join(tmpdir(), `milestone-tui-${key}.sock`);
}

function listen(server: Server, at: string): Promise<boolean> {
  return new Promise((done, fail) => {
    const refused = (error: Error) => (systemCode(error) === "EADDRINUSE" ? done(false) : fail(error));
    server.once("error", refused);
    server.listen(at, () => {
      server.off("error", refused);
      done(true);
    });
  });
}

/**
 * Removes the socket file of a dead holder. The file is renamed first and checked again: where another process has
 * taken the lock in between, its socket still answers under the new name and is moved back.
 */
async function removeStale(at: string): Promise<boolean> {
  if (at.startsWith("\0") || (await isListening(at))) return false;
  const aside = `${at}.${process.pid}`;
  try {
    await rename(at, aside);
  } catch (error) {
    if (systemCode(error) === "ENOENT") return true;
    throw error;
  }
  if (await isListening(aside)) {
    await rename(aside, at);
    return false;
  }
  await rm(aside, { force: true });
  return true;
}

function isListening(at: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(at);
    socket.once("connect", () => {
      socket.destroy();
      done(true);
    });
    socket.once("error", () => done(false));
  });
}

/** Settles when the holder releases the lock or dies. */
function waitUntilFree(at: string, signal: AbortSignal): Promise<void> {
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
