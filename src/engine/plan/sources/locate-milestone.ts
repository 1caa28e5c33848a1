import { readdir, readFile, realpath, stat } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { MilestoneError } from "../../model/errors.ts";
import { PLAN_FILE } from "../review/findings.ts";
import { milestoneOfFolder, parseMilestoneId } from "../ids.ts";
import { nearMatches } from "../../text/near.ts";
import type { MilestoneId } from "../../model/plan.ts";

export interface Located {
  readonly milestone: MilestoneId;
  /** Absolute path of the repository, without symbolic links, as are the other two. */
  readonly root: string;
  readonly folder: string;
  /** The plan's file. */
  readonly path: string;
}

export interface LocateOptions {
  /** The repository's root. */
  readonly root: string;
  /** What a path given by the user is relative to. */
  readonly cwd: string;
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
 * Finds a milestone's folder and plan (product, section 2).
 * @param name `m3`, `M3`, `3`, `m4.1`, a folder's whole name, or a path to a plan or its folder
 * @throws MilestoneError `plan` where there is none, where several fit, or where it leads outside the repository
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

interface Place {
  readonly path: string;
  readonly folders: readonly string[];
}

/** Where milestones are kept: what the config or a line in CLAUDE.md or AGENTS.md says, else whichever defaults there are. */
async function milestoneFolders(root: string, configured: string | undefined): Promise<readonly Place[]> {
  const told =
    configured === undefined ? await folderInNotes(root) : { path: configured, source: "milestonesDir in the config" };
  if (told === undefined) {
    const places = await Promise.all(DEFAULT_FOLDERS.map((path) => readPlace(join(root, path))));
    return places.filter((place) => place !== undefined);
  }
  const place = await readPlace(resolve(root, told.path));
  if (place !== undefined) return [place];
  throw new MilestoneError("plan", `${told.source} names ${told.path}, which is no folder`, {
    hint: `Make the folder ${told.path}, or correct ${told.source}.`,
  });
}

async function folderInNotes(root: string): Promise<{ path: string; source: string } | undefined> {
  for (const source of ["CLAUDE.md", "AGENTS.md"]) {
    const text = await readFile(join(root, source), "utf8").catch(() => "");
    const line = /^[\s>*_-]*milestone folder[*_]*\s*:[*_]*[ \t]*(\S.*?)[ \t]*\r?$/im.exec(text)?.[1];
    const path = line?.replace(/^[`"'<]+|[`"'>]+$/g, "");
    if (path) return { path, source };
  }
  return undefined;
}

async function readPlace(path: string): Promise<Place | undefined> {
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

/** `m3` itself first, then `M3`, then what is `m3` with a suffix; a folder may be named in full, too. */
function bestMatch(name: string, { path, folders }: Place): string | undefined {
  const id = parseMilestoneId(name);
  const whole =
    [id, name].find((exact) => exact !== undefined && folders.includes(exact)) ??
    folders.find((folder) => [id, name.toLowerCase()].includes(folder.toLowerCase()));
  if (whole !== undefined) return join(path, whole);
  const fitting = id === undefined ? [] : folders.filter((folder) => milestoneOfFolder(folder) === id);
  if (fitting.length > 1) {
    throw new MilestoneError("plan", `Milestone ${id} could be any of ${fitting.join(", ")}`, {
      hint: `Name the folder in full, such as ${fitting[0]}.`,
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

/** Whether `path` is `folder` or lies within it; both absolute and without symbolic links. */
export function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function noPlan(folder: string): MilestoneError {
  return new MilestoneError("plan", `${folder}/${PLAN_FILE}: there is no such file`, {
    hint: `Write the plan, or run \`milestone-tui init\` for a sample.`,
  });
}

function unknownMilestone(name: string, places: readonly Place[], root: string): MilestoneError {
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

function shown(path: string, root: string): string {
  return relative(root, path).split(sep).join("/") || ".";
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );
}
