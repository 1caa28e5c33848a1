import { randomUUID } from "node:crypto";
import { lstat, open, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { MilestoneError, messageOf } from "../../model/errors.ts";
import type { Plan } from "../../model/plan.ts";
import { oneAtATime } from "../../concurrency/one-at-a-time.ts";
import { readText } from "../sources/read-text.ts";
import { updateTracking } from "./update-tracking.ts";
import type { Tracking } from "./tracking-record.ts";

/** How often a write is tried while another program keeps saving the plan between the read and the write. */
const ATTEMPTS = 5;

/**
 * Writes the state of the milestone into its plan, all of it or nothing; the file keeps its mode. Does not write where
 * nothing changes. Writes of one plan within this process run one after another, since each removes temporary files of
 * the plan before it begins.
 * @throws MilestoneError `plan` where the file is missing, is not UTF-8 text, became a symbolic link, cannot be
 *   written, or changed during every attempt
 */
export function writeTracking({ path }: Pick<Plan, "path">, tracking: Tracking): Promise<void> {
  return oneAtATime(path, () => writeNow(path, tracking));
}

async function writeNow(path: string, tracking: Tracking): Promise<void> {
  await sweep(path);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    // The path was resolved when the plan was located, so a link found now was put there afterwards.
    if (await isLink(path)) {
      throw new MilestoneError("plan", `${path} has become a symbolic link`, {
        hint: "Replace the link with the plan itself.",
      });
    }
    const before = await version(path);
    const source = readText(path, path);
    const updated = updateTracking(source, tracking);
    if (updated === source || (await replaceFile(path, updated, before))) return;
  }
  throw new MilestoneError(
    "plan",
    `${path} was changed by another program during each of ${ATTEMPTS} attempts to write it`,
    {
      hint: "Stop changing the plan while the run writes to it.",
    },
  );
}

function isLink(path: string): Promise<boolean> {
  return lstat(path).then(
    (stats) => stats.isSymbolicLink(),
    () => false,
  );
}

/** Replaces the file unless its version differs from `before`. Returns whether it was replaced. */
async function replaceFile(path: string, text: string, before: string): Promise<boolean> {
  const temporary = join(dirname(path), `${temporaryPrefix(path)}${randomUUID().slice(0, 8)}.tmp`);
  try {
    const { mode } = await stat(path);
    const handle = await open(temporary, "wx", mode);
    try {
      await handle.chmod(mode);
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    if ((await version(path)) !== before) return false;
    await rename(temporary, path);
    return true;
  } catch (error) {
    throw new MilestoneError("plan", `Cannot write ${path}: ${messageOf(error)}`, {
      hint: "Make the folder of the file writable, or free space on the disk.",
      cause: error,
    });
  } finally {
    await rm(temporary, { force: true }).catch(() => {});
  }
}

/**
 * Removes temporary files of a run that was killed while it wrote. No live write owns one: a milestone has one run at a
 * time, and `oneAtATime` keeps the writes of this process apart.
 */
async function sweep(path: string): Promise<void> {
  const names = await readdir(dirname(path)).catch(() => []);
  const left = names.filter((name) => isTemporary(path, name));
  await Promise.all(left.map((name) => rm(join(dirname(path), name), { force: true }).catch(() => {})));
}

/** Whether a file is one that the program itself writes: the plan, or the file that is about to replace it. */
export function isWrittenByTracking(planPath: string, path: string): boolean {
  if (path === planPath) return true;
  return dirname(path) === dirname(planPath) && isTemporary(planPath, basename(path));
}

function isTemporary(planPath: string, name: string): boolean {
  const prefix = temporaryPrefix(planPath);
  return name.startsWith(prefix) && /^[0-9a-f]{8}\.tmp$/.test(name.slice(prefix.length));
}

function temporaryPrefix(path: string): string {
  return `.${basename(path)}.`;
}

/** Identifies the file's content by inode, size in bytes and modification time; `gone` where there is no file. */
async function version(path: string): Promise<string> {
  return stat(path, { bigint: true }).then(
    ({ ino, size, mtimeNs }) => `${ino} ${size} ${mtimeNs}`,
    () => "gone",
  );
}
