// Files that survive a kill, a full disk and a power cut: a reader finds the old content or the new, never a mix.
import { createHash, randomUUID } from "node:crypto";
import { link, mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { MilestoneError, messageOf, systemCode } from "../model/errors.ts";
import { readIfExists } from "./read-if-exists.ts";

export interface DurableText {
  readonly body: string;
  /** `backup`: the current file was missing or damaged, and this is the copy from before the last write. */
  readonly from: "current" | "backup";
}

const FORMAT = "milestone-tui 1";

/**
 * Writes `body` with its checksum, mode 0600, and settles once it is on the disk. The previous content is kept beside
 * it as `<path>.bak`. Writers of one path have to take turns (see `exclusive.ts`).
 * @throws MilestoneError `state-unwritable`; the old content is then still in place
 */
export async function writeDurably(path: string, body: string): Promise<void> {
  const temporary = `${path}.${process.pid}.${randomUUID().slice(0, 8)}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await removeStaleTemporaries(path);
    await writeSynced(temporary, `${header(body)}\n${body}`);
    await saveBackup(path);
    await rename(temporary, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw new MilestoneError("state-unwritable", `Cannot save ${path}: ${messageOf(error)}`, {
      hint: "Free disk space, or make the folder writable, and run it again.",
      cause: error,
    });
  }
}

/**
 * Reads what `writeDurably` wrote: the current file, or the backup where the current file is missing or damaged.
 * Undefined where neither file exists.
 * @throws MilestoneError `state-unreadable` where files exist but their checksums do not match, or reading fails
 */
export async function readDurably(path: string): Promise<DurableText | undefined> {
  const current = await readVerified(path);
  if (typeof current === "object") return { ...current, from: "current" };
  const backup = await readVerified(`${path}.bak`);
  if (typeof backup === "object") return { ...backup, from: "backup" };
  if (current === "missing" && backup === "missing") return undefined;
  throw new MilestoneError("state-unreadable", `${path} is damaged, and so is its backup`, {
    hint: `Restore ${path} from your own backup, or move it away to start over.`,
  });
}

/** Flushes a folder's entries (new names, renames, removals) to the disk, so that they survive a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Removes temporary files of processes that died while writing. */
async function removeStaleTemporaries(path: string): Promise<void> {
  const prefix = `${basename(path)}.`;
  for (const name of await readdir(dirname(path))) {
    const owner = name.startsWith(prefix)
      ? /^(\d+)\.[0-9a-f]{8}\.tmp$/.exec(name.slice(prefix.length))?.[1]
      : undefined;
    if (owner !== undefined && !isAlive(Number(owner))) await rm(join(dirname(path), name), { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === "EPERM";
  }
}

async function writeSynced(path: string, text: string): Promise<void> {
  const handle = await open(path, "wx", 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes the current file the backup too. It is linked, not renamed, so that `path` exists at every moment. */
async function saveBackup(path: string): Promise<void> {
  const linked = `${path}.${process.pid}.${randomUUID().slice(0, 8)}.tmp`;
  try {
    await link(path, linked);
  } catch (error) {
    if (systemCode(error) === "ENOENT") return;
    throw error;
  }
  // A damaged file must not replace a good backup.
  if (typeof (await readVerified(linked)) === "object") await rename(linked, `${path}.bak`);
  else await rm(linked);
}

async function readVerified(path: string): Promise<{ body: string } | "missing" | "damaged"> {
  const text = await readIfExists(path).catch((error: unknown) => {
    throw new MilestoneError("state-unreadable", `Cannot read ${path}: ${messageOf(error)}`, {
      hint: "Make the file readable for your user.",
      cause: error,
    });
  });
  if (text === undefined) return "missing";
  const end = text.indexOf("\n");
  const body = text.slice(end + 1);
  return end > 0 && text.slice(0, end) === header(body) ? { body } : "damaged";
}

function header(body: string): string {
  return `${FORMAT} sha256:${createHash("sha256").update(body).digest("hex")}`;
}
