import { createHash } from "node:crypto";
import { chmod, mkdir, realpath } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";
import { MilestoneError } from "../engine/model/errors.ts";
import { syncFolder } from "../engine/files/durable.ts";
import type { MilestoneId } from "../engine/model/plan.ts";
import { withWriteErrors } from "./journal/unwritable.ts";

/** The inputs that decide where the state is stored. The entry point reads them from the process. */
export interface StateLocation {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** The user's home folder. */
  readonly home: string;
}

/** The program's state folder: `MILESTONE_TUI_STATE_DIR`, else `milestone-tui` in the platform's folder for state. */
export function stateRoot({ environment, platform, home }: StateLocation): string {
  const chosen = environment["MILESTONE_TUI_STATE_DIR"];
  if (chosen !== undefined && chosen !== "") return resolve(chosen);
  return join(platformFolder({ environment, platform, home }), "milestone-tui");
}

function platformFolder({ environment, platform, home }: StateLocation): string {
  if (platform === "win32") return environment["LOCALAPPDATA"] || join(home, "AppData", "Local");
  if (platform === "darwin") return join(home, "Library", "Application Support");
  const xdg = environment["XDG_STATE_HOME"];
  // A relative path is invalid and must be ignored (XDG Base Directory Specification).
  return xdg !== undefined && isAbsolute(xdg) ? xdg : join(home, ".local", "state");
}

/**
 * The state folder of one repository, the same for all its worktrees. Its name has the repository's name for people,
 * and a hash that makes it unique.
 * @param commonDirectory the repository's git common directory; links are followed
 */
export async function repositoryStateFolder(root: string, commonDirectory: string): Promise<string> {
  const real = await realpath(commonDirectory);
  const repositoryName = basename(real) === ".git" ? basename(dirname(real)) : basename(real, ".git");
  const name =
    repositoryName
      .replaceAll(/[^A-Za-z0-9._-]+/g, "-")
      .replace(/^\.+/, "")
      .slice(0, 40) || "repository";
  return join(root, `${name}-${createHash("sha256").update(real).digest("hex").slice(0, 10)}`);
}

/** The state folder of one milestone. @throws MilestoneError `usage` where the id is not a plain folder name */
export function milestoneStateFolder(repositoryFolder: string, milestone: MilestoneId): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(milestone)) {
    throw new MilestoneError("usage", `${JSON.stringify(milestone)} is not a milestone name.`, {
      hint: "Use a name like m3 or m4.1.",
    });
  }
  return join(repositoryFolder, milestone);
}

/** Creates a folder durably, with access for this user only. An existing folder gets the same access rights. */
export async function makePrivate(folder: string): Promise<void> {
  await withWriteErrors(folder, async () => {
    const first = await mkdir(folder, { recursive: true, mode: 0o700 });
    await chmod(folder, 0o700);
    if (first === undefined) return;
    for (let made = resolve(folder); made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made));
  });
}
