// Whole files that survive a kill, a full disk and a power cut: the old content or the new, never half of one.
import { createHash, randomUUID } from "node:crypto";
import { link, mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { MilestoneError, messageOf, systemCode } from "../model/errors.ts";

export interface DurableText {
  readonly body: string;
  /** `backup`: the newest generation was missing or damaged, and this is the one before it. */
  readonly from: "current" | "backup";
}

const FORMAT = "milestone-tui 1";

/**
 * Writes `body` with its checksum, mode 0600, and settles once it is on the disk. What was there before is kept beside it
 * as `<path>.bak`. Writers of one path have to take turns (see `exclusive.ts`).
 * Throws `state-unwritable`; the old content is then still in place.
 */
export async function writeDurably(path: string, body: string): Promise<void> {
  const temporary = `${path}.${process.pid}.${randomUUID().slice(0, 8)}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await sweep(path);
    await writeSynced(temporary, `${header(body)}\n${body}`);
    await keepGeneration(path);
    await rename(temporary, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw new MilestoneError("state-unwritable", `Cannot save ${path}: ${messageOf(error)}`, {
      hint: "Make room on the disk, or make the folder writable, and run it again.",
      cause: error,
    });
  }
}

/**
 * Reads what `writeDurably` wrote: the newest generation that is whole. Undefined where there never was one.
 * Throws `state-unreadable` where something is there and none of it is whole.
 */
export async function readDurably(path: string): Promise<DurableText | undefined> {
  const current = await readWhole(path);
  if (typeof current === "object") return { ...current, from: "current" };
  const backup = await readWhole(`${path}.bak`);
  if (typeof backup === "object") return { ...backup, from: "backup" };
  if (current === "missing" && backup === "missing") return undefined;
  throw new MilestoneError("state-unreadable", `${path} is damaged, and so is the copy before it`, {
    hint: `Restore ${path} from a backup of your own, or move it away to begin anew.`,
  });
}

/** Makes a folder's entries (new names, renames, removals) survive a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Temporary files of processes that died while writing. */
async function sweep(path: string): Promise<void> {
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

/** The present file becomes `.bak` as well; by a link, so that the path itself is never without a file. */
async function keepGeneration(path: string): Promise<void> {
  const linked = `${path}.${process.pid}.${randomUUID().slice(0, 8)}.tmp`;
  try {
    await link(path, linked);
  } catch (error) {
    if (systemCode(error) === "ENOENT") return;
    throw error;
  }
  // A damaged file must not push out the last good generation.
  if (typeof (await readWhole(linked)) === "object") await rename(linked, `${path}.bak`);
  else await rm(linked);
}

async function readWhole(path: string): Promise<{ body: string } | "missing" | "damaged"> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (systemCode(error) === "ENOENT") return "missing";
    throw new MilestoneError("state-unreadable", `Cannot read ${path}: ${messageOf(error)}`, {
      hint: "Make the file readable for your user.",
      cause: error,
    });
  }
  const end = text.indexOf("\n");
  const body = text.slice(end + 1);
  return end > 0 && text.slice(0, end) === header(body) ? { body } : "damaged";
}

function header(body: string): string {
  return `${FORMAT} sha256:${createHash("sha256").update(body).digest("hex")}`;
}
