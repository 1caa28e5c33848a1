import { readdir, readFile, realpath, stat } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { MilestoneError } from "../../model/errors.ts";
import { PLAN_FILE } from "../review/findings.ts";
import { milestoneOfFolder, parseMilestoneId } from "../ids.ts";
import { nearMatches } from "../../text/near.ts";
import type { MilestoneId } from "../../model/plan.ts";

export interface Located {
  readonly milestone: MilestoneId;
  /** Absolute path of the repository. All three paths are free of symbolic links. */
  readonly root: string;
  /** Absolute path of the milestone's folder. */
  readonly folder: string;
  /** Absolute path of the plan's file. */
  readonly path: string;
}

export interface LocateOptions {
  /** Absolute path of the repository. */
  readonly root: string;
  /** Absolute path of the folder to which a path of the user is relative. */
  readonly cwd: string;
  /** The setting of the config; relative to `root`, or absolute. */
  readonly milestonesDir: string | undefined;
}

const DEFAULT_FOLDERS = [
  "milestones",
  "docs/milestones",
  "docs/build-notes/milestones",
  "docs/03-build-notes/milestones",
  "docs/03-build-notes",
];

/**
 * Finds the folder and the plan of a milestone (product section 2).
 * @param name `m3`, `M3`, `3`, `m4.1`, the full name of a folder, or the path of a plan or its folder
 * @throws MilestoneError `plan` where no milestone or several match, or the path leads outside the repository
 */
export async function locateMilestone(name: string, options: LocateOptions): Promise<Located> {
  const root = await realpath(options.root);
  if (/[/\\]|\.md$/i.test(name)) return locatePath(resolve(options.cwd, name), name, root);
  const places = await milestoneFolders(root, options.milestonesDir);
  let withoutPlan: string | undefined;
  for (const place of places) {
    const folder = bestMatch(name, place);
    if (folder === undefined) continue;
    if (await isFile(join(folder, PLAN_FILE))) return locatedAt(folder, root, name);
    withoutPlan ??= folder;
  }
  if (withoutPlan !== undefined) throw noPlan(shown(withoutPlan, root));
  throw unknownMilestone(name, places, root);
}

/** A folder that contains milestones. */
interface MilestonesFolder {
  /** Absolute. */
  readonly path: string;
  /** Names of the folders in it, sorted. */
  readonly folders: readonly string[];
}

/**
 * Returns the folders that contain milestones: the one named in the config, or else in CLAUDE.md or AGENTS.md, or else
 * all default folders that exist.
 */
async function milestoneFolders(root: string, configured: string | undefined): Promise<readonly MilestonesFolder[]> {
  const named =
    configured === undefined
      ? await folderInAgentRules(root)
      : { path: configured, source: "milestonesDir in the config" };
  if (named === undefined) {
    const places = await Promise.all(DEFAULT_FOLDERS.map((path) => readMilestonesFolder(join(root, path))));
    return places.filter((place) => place !== undefined);
  }
  const place = await readMilestonesFolder(resolve(root, named.path));
  if (place !== undefined) return [place];
  throw new MilestoneError("plan", `${named.source} names ${named.path}, which is not a folder`, {
    hint: `Create the folder ${named.path}, or correct ${named.source}.`,
  });
}

async function folderInAgentRules(root: string): Promise<{ path: string; source: string } | undefined> {
  for (const source of ["CLAUDE.md", "AGENTS.md"]) {
    const text = await readFile(join(root, source), "utf8").catch(() => "");
    const line = /^[\s>*_-]*milestone folder[*_]*\s*:[*_]*[ \t]*(\S.*?)[ \t]*\r?$/im.exec(text)?.[1];
    const path = line?.replace(/^[`"'<]+|[`"'>]+$/g, "");
    if (path) return { path, source };
  }
  return undefined;
}

async function readMilestonesFolder(path: string): Promise<MilestonesFolder | undefined> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => undefined);
  return (
    entries && {
      path,
      folders: entries
        .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
        .map((entry) => entry.name)
        .sort(),
    }
  );
}

/**
 * Returns the folder that a name means, as an absolute path: first `m3`, then `M3`, then `m3` with a suffix. The name
 * may also be the full name of a folder.
 */
function bestMatch(name: string, { path, folders }: MilestonesFolder): string | undefined {
  const id = parseMilestoneId(name);
  const exact =
    [id, name].find((candidate) => candidate !== undefined && folders.includes(candidate)) ??
    folders.find((folder) => [id, name.toLowerCase()].includes(folder.toLowerCase()));
  if (exact !== undefined) return join(path, exact);
  const fitting = id === undefined ? [] : folders.filter((folder) => milestoneOfFolder(folder) === id);
  if (fitting.length > 1) {
    throw new MilestoneError("plan", `Milestone ${id} could be any of ${fitting.join(", ")}`, {
      hint: `Give the full name of the folder, such as ${fitting[0]}.`,
    });
  }
  return fitting[0] === undefined ? undefined : join(path, fitting[0]);
}

async function locatePath(path: string, name: string, root: string): Promise<Located> {
  const stats = await stat(path).catch(() => undefined);
  if (stats === undefined)
    throw new MilestoneError("plan", `${name}: there is no such file`, {
      hint: `Give a milestone such as m3, or the path of its ${PLAN_FILE}.`,
    });
  return stats.isDirectory() ? locatedAt(path, root, name) : locatedAt(dirname(path), root, name, basename(path));
}

async function locatedAt(folder: string, root: string, name: string, file = PLAN_FILE): Promise<Located> {
  const plan = join(folder, file);
  if (!(await isFile(plan))) throw noPlan(shown(folder, root));
  const [realFolder, realPlan] = await Promise.all([realpath(folder), realpath(plan)]);
  for (const path of [realFolder, realPlan]) {
    if (!isInside(path, root)) {
      throw new MilestoneError("plan", `${shown(plan, root)} leads outside the repository, to ${path}`, {
        hint: "Keep the milestone within the repository.",
      });
    }
  }
  const milestone = milestoneOfFolder(basename(folder)) ?? parseMilestoneId(name) ?? slugOf(basename(realFolder));
  return { milestone, root, folder: realFolder, path: realPlan };
}

/** Whether `path` is `folder` or lies inside it. Both must be absolute and free of symbolic links. */
export function isInside(path: string, folder: string): boolean {
  const fromFolder = relative(folder, path);
  return fromFolder !== ".." && !fromFolder.startsWith(`..${sep}`) && !isAbsolute(fromFolder);
}

function noPlan(folder: string): MilestoneError {
  return new MilestoneError("plan", `${folder}/${PLAN_FILE}: there is no such file`, {
    hint: `Write the plan, or run \`milestone-tui init\` for a sample.`,
  });
}

function unknownMilestone(name: string, places: readonly MilestonesFolder[], root: string): MilestoneError {
  if (places.length === 0) {
    return new MilestoneError(
      "plan",
      `Unknown milestone ${name}: there is no milestone folder (looked for ${DEFAULT_FOLDERS.join(", ")})`,
      {
        hint: "Run `milestone-tui init`, or name the folder with `milestonesDir` in the config.",
      },
    );
  }
  const existing = places.flatMap(({ folders }) => folders.filter((folder) => milestoneOfFolder(folder) !== undefined));
  const near = nearMatches(parseMilestoneId(name) ?? milestoneOfFolder(name) ?? name, existing);
  const where = places.map(({ path }) => shown(path, root)).join(", ");
  const known =
    existing.length === 0
      ? "There is no milestone there yet."
      : `There ${existing.length === 1 ? "is" : "are"}: ${existing.slice(0, 20).join(", ")}.`;
  return new MilestoneError("plan", `Unknown milestone ${name} in ${where}`, {
    hint: `${near.length > 0 ? `Did you mean ${near.join(" or ")}? ` : ""}${known}`,
  });
}

function slugOf(name: string): MilestoneId {
  return (
    name
      .toLowerCase()
      .replace(/[^a-z0-9.]+/g, "-")
      .replace(/^[-.]+|[-.]+$/g, "") || "milestone"
  );
}

/** The path relative to the repository, with forward slashes, for messages. */
function shown(path: string, root: string): string {
  return relative(root, path).split(sep).join("/") || ".";
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );
}
