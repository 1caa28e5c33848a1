import { access, constants, mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { MilestoneError, messageOf } from "../../model/errors.ts";
import type { Forge, NewPull, Pull } from "../forge.ts";
import { markerIn, withMarker } from "../github/pulls/marker.ts";
import { mergePull, type MergingRepository } from "./merge-pull.ts";
import { changePull, notOpen, pullStore, unknownPull, type PullStore, type StoredPull } from "./pull-store.ts";

/** A pull request with the fields that `milestone-tui pr` shows. */
export interface LocalPull extends Pull {
  readonly body: string;
  readonly review: StoredPull["review"];
  readonly mergeCommit: string | undefined;
}

/** The local forge, with the operations of `milestone-tui pr`. They throw a `usage` error for an unknown number. */
export interface LocalForge extends Forge {
  /** Returns all pull requests, newest first. */
  list(signal: AbortSignal): Promise<readonly LocalPull[]>;
  view(number: number, signal: AbortSignal): Promise<LocalPull>;
  /**
   * Squash-merges a pull request into its base and pushes the base. Completes an earlier merge that was interrupted.
   * @throws MilestoneError `forge` with the conflicting files
   */
  merge(number: number, signal: AbortSignal): Promise<LocalPull>;
  close(number: number, signal: AbortSignal): Promise<LocalPull>;
}

export interface LocalForgeOptions {
  /** The file that stores the pull requests of the repository. */
  readonly file: string;
  readonly repository: MergingRepository;
}

/** A forge without a server: stores pull requests in a file and merges them with git. */
export function createLocalForge({ file, repository }: LocalForgeOptions): LocalForge {
  const store = pullStore(file);

  /** Sets the head of open pull requests to their branch's head on the remote. Asks the remote only if one is open. */
  const withCurrentHeads = async (pulls: readonly StoredPull[]): Promise<readonly LocalPull[]> => {
    const open = pulls.filter(({ state }) => state === "open").map(({ branch }) => branch);
    const heads = open.length === 0 ? new Map<string, string>() : await repository.remoteHeads(open);
    return pulls.map((pull) =>
      toLocalPull(pull.state === "open" ? { ...pull, head: heads.get(pull.branch) ?? pull.head } : pull),
    );
  };
  const stored = async (wanted: (pull: StoredPull) => boolean) => (await store.read()).filter(wanted).toReversed();
  const select = async (wanted: (pull: StoredPull) => boolean) => withCurrentHeads(await stored(wanted));
  const view = async (number: number) => {
    const [pull] = await select((pull) => pull.number === number);
    if (pull === undefined) throw unknownPull(number);
    return pull;
  };

  return {
    name: "local",
    check: () => checkWritable(file),
    // Uses the stored heads: the run updates them with each push, and asking the remote would take a process per issue.
    pullsInto: async (base) => (await stored((pull) => pull.base === base)).map(toLocalPull),
    pullsOf: async (branch) => (await stored((pull) => pull.branch === branch)).map(toLocalPull),
    openPull: (pull, signal) => openPull(store, repository, pull, signal),
    updatePull: async (number, { body, labels = [], head, draft }, signal) => {
      await changePull(store, number, signal, (pull) => ({
        ...pull,
        body: body === undefined ? pull.body : withMarker(body, "pull", markerIn(pull.body, "pull") ?? ""),
        labels: [...new Set([...pull.labels, ...labels])],
        head: head ?? pull.head,
        draft: draft ?? pull.draft,
      }));
    },
    review: async (number, findings, signal) => {
      await changePull(store, number, signal, (pull) => ({
        ...pull,
        review: { findings: findings.map((finding) => ({ ...finding })) },
      }));
    },
    status: async (number) => {
      const [pull] = await stored((known) => known.number === number);
      if (pull === undefined) throw unknownPull(number);
      return {
        pull: toLocalPull(pull),
        ci: { state: "none" },
        conflict: undefined,
        reviews: { approvedBy: [], changesRequestedBy: [], findings: [] },
      };
    },

    list: () => select(() => true),
    view,
    merge: async (number, signal) => {
      await mergePull({ store, repository, lockFile: `${file}.merge`, number, signal });
      return view(number);
    },
    close: async (number, signal) => {
      await changePull(store, number, signal, (pull) => {
        if (pull.state === "merged") throw notOpen(pull);
        return { ...pull, state: "closed" };
      });
      return view(number);
    },
  };
}

/** Looks for the pull request and creates it in one update of the store, so that two processes cannot create two. */
async function openPull(store: PullStore, { isProtected }: MergingRepository, wanted: NewPull, signal: AbortSignal) {
  if (isProtected(wanted.base)) {
    throw new MilestoneError("push", `Refused to open a pull request into the protected branch ${wanted.base}`, {
      hint: "Name another milestone branch in the plan.",
    });
  }
  return store.update(signal, (pulls) => {
    const marked = pulls.filter(
      ({ branch, body }) => branch === wanted.branch && markerIn(body, "pull") === wanted.marker,
    );
    const known = marked.findLast(({ state }) => state !== "closed") ?? marked.at(-1);
    if (known !== undefined) return { pulls, result: { pull: toLocalPull(known), adopted: true } };
    const created: StoredPull = {
      number: Math.max(0, ...pulls.map(({ number }) => number)) + 1,
      title: wanted.title,
      branch: wanted.branch,
      base: wanted.base,
      body: withMarker(wanted.body, "pull", wanted.marker),
      state: "open",
      draft: false,
      labels: [...wanted.labels],
      head: wanted.commit,
      review: null,
      mergeCommit: null,
    };
    return { pulls: [...pulls, created], result: { pull: toLocalPull(created), adopted: false } };
  });
}

async function checkWritable(file: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await access(dirname(file), constants.R_OK | constants.W_OK);
  } catch (error) {
    throw new MilestoneError("forge", `Pull requests cannot be kept in ${dirname(file)}: ${messageOf(error)}`, {
      hint: "Make the folder writable, or set MILESTONE_TUI_STATE_DIR to another.",
      cause: error,
    });
  }
}

function toLocalPull({ mergeCommit, ...pull }: StoredPull): LocalPull {
  return { ...pull, url: undefined, marker: markerIn(pull.body, "pull"), mergeCommit: mergeCommit ?? undefined };
}
