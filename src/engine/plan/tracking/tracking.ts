import { randomUUID } from "node:crypto";
import { lstat, open, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { MilestoneError, messageOf } from "../../model/errors.ts";
import type { IssueId, Plan } from "../../model/plan.ts";
import { readText } from "../sources/read-text.ts";
import { updateTracking } from "./update-tracking.ts";

/** Where a milestone stands, as its plan tells it. Everything is in the order in which it is to be listed. */
export interface Tracking {
  readonly completed: readonly { readonly id: IssueId; readonly title: string; readonly pull: number | undefined }[];
  /** Open pull requests. */
  readonly pulls: readonly TrackedPull[];
  readonly blocked: readonly TrackedReason[];
  readonly skipped: readonly TrackedReason[];
  /** Lines of "Current Phase / Current Status", such as `Phase 2 of 3`. */
  readonly current: readonly string[];
  /** For the Status and PR cells of the tables; cells of issues that are not named stay as they are. */
  readonly issues: ReadonlyMap<IssueId, { readonly status: string; readonly pull: number | undefined }>;
}

export interface TrackedPull {
  readonly number: number;
  readonly title: string;
  readonly id: IssueId;
  readonly labels: readonly string[];
  readonly url: string | undefined;
}

export interface TrackedReason {
  readonly id: IssueId;
  readonly title: string;
  readonly reason: string;
}

/** A person may save the plan between our reading and our writing; then it is read again. */
const ATTEMPTS = 5;

/**
 * Writes where the milestone stands into its plan, whole or not at all; the file keeps its mode. Nothing is written
 * where nothing changes.
 * @throws MilestoneError `plan` where the file is gone, is no text any more, or became a symbolic link
 */
export async function writeTracking(plan: Pick<Plan, "path">, tracking: Tracking): Promise<void> {
  const { path } = plan;
  await sweep(path);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    // The path was resolved when the plan was located; a link that stands there now was put there since.
    if (
      await lstat(path).then(
        (stats) => stats.isSymbolicLink(),
        () => false,
      )
    ) {
      throw new MilestoneError("plan", `${path} has become a symbolic link`, {
        hint: "Put the plan itself in its place.",
      });
    }
    const before = await version(path);
    const source = readText(path, path);
    const updated = updateTracking(source, tracking);
    if (updated === source || (await replaceFile(path, updated, before))) return;
  }
  throw new MilestoneError("plan", `${path} changes faster than it can be written`, {
    hint: "Leave the plan alone for a moment.",
  });
}

/** Says false, and leaves the file alone, where it is no longer of version `before`. */
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
      hint: "Make its folder writable, or make room on the disk.",
      cause: error,
    });
  } finally {
    await rm(temporary, { force: true }).catch(() => {});
  }
}

/** What a run left that was killed while it wrote; a milestone has one run at a time. */
async function sweep(path: string): Promise<void> {
  const prefix = temporaryPrefix(path);
  const names = await readdir(dirname(path)).catch(() => []);
  const left = names.filter((name) => name.startsWith(prefix) && /^[0-9a-f]{8}\.tmp$/.test(name.slice(prefix.length)));
  await Promise.all(left.map((name) => rm(join(dirname(path), name), { force: true }).catch(() => {})));
}

function temporaryPrefix(path: string): string {
  return `.${basename(path)}.`;
}

async function version(path: string): Promise<string> {
  return stat(path, { bigint: true }).then(
    ({ ino, size, mtimeNs }) => `${ino} ${size} ${mtimeNs}`,
    () => "gone",
  );
}
