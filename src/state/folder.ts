import { createHash } from "node:crypto";
import { chmod, mkdir, realpath } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";
import { MilestoneError } from "../engine/model/errors.ts";
import { syncFolder } from "../engine/files/durable.ts";
import type { MilestoneId } from "../engine/model/plan.ts";
import { writing } from "./journal/unwritable.ts";

/** What decides where state lives; read from the process by the entry point. */
export interface StateLocation {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** The user's home folder. */
  readonly home: string;
}

/** The program's own folder: `MILESTONE_TUI_STATE_DIR`, else `milestone-tui` in the platform's place for such things. */
export function stateRoot({ environment, platform, home }: StateLocation): string {
  const chosen = environment["MILESTONE_TUI_STATE_DIR"];
  if (chosen !== undefined && chosen !== "") return resolve(chosen);
  return join(platformFolder({ environment, platform, home }), "milestone-tui");
}

function platformFolder({ environment, platform, home }: StateLocation): string {
  if (platform === "win32") return environment["LOCALAPPDATA"] || join(home, "AppData", "Local");
  if (platform === "darwin") return join(home, "Library", "Application Support");
  const xdg = environment["XDG_STATE_HOME"];
  // A relative one is invalid and to be ignored (XDG Base Directory Specification).
  return xdg !== undefined && isAbsolute(xdg) ? xdg : join(home, ".local", "state");
}

/**
 * The folder of one repository, the same from each of its worktrees: its name to be recognised by, a hash to be its own.
 * @param commonDirectory what git calls the common directory; links are followed
 */
export async function repositoryStateFolder(root: string, commonDirectory: string): Promise<string> {
  const real = await realpath(commonDirectory);
  const own = basename(real) === ".git" ? basename(dirname(real)) : basename(real, ".git");
  const name =
    own
      .replaceAll(/[^A-Za-z0-9._-]+/g, "-")
      .replace(/^\.+/, "")
      .slice(0, 40) || "repository";
  return join(root, `${name}-${createHash("sha256").update(real).digest("hex").slice(0, 10)}`);
}

/** The folder of one milestone. @throws MilestoneError `usage` for a name that is no plain folder name */
export function milestoneStateFolder(repositoryFolder: string, milestone: MilestoneId): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(milestone)) {
    throw new MilestoneError("usage", `${JSON.stringify(milestone)} is no name of a milestone.`, {
      hint: "Name it like m3 or m4.1.",
    });
  }
  return join(repositoryFolder, milestone);
}

/** Makes a folder of the program's own, on the disk for good, readable by nobody else, also where it was there before. */
export async function makePrivate(folder: string): Promise<void> {
  await writing(folder, async () => {
    const first = await mkdir(folder, { recursive: true, mode: 0o700 });
    await chmod(folder, 0o700);
    if (first === undefined) return;
    for (let made = resolve(folder); made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made));
  });
}
