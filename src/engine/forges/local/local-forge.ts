import { access, constants, mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { MilestoneError, messageOf } from "../../model/errors.ts";
import type { Forge, NewPull, Pull } from "../forge.ts";
import { markerIn, withMarker } from "../github/pulls/marker.ts";
import { mergePull, type MergingRepository } from "./merge-pull.ts";
import { change, notOpen, pullStore, unknown, type PullStore, type StoredPull } from "./pull-store.ts";

/** A pull request with what a person looks at. */
export interface LocalPull extends Pull {
  readonly body: string;
  readonly review: StoredPull["review"];
  readonly mergeCommit: string | undefined;
}

/** What `milestone-tui pr` does, beside what every forge can. An unknown number is a `usage` error. */
export interface LocalForge extends Forge {
  /** All of them, newest first. */
  list(signal: AbortSignal): Promise<readonly LocalPull[]>;
  view(number: number, signal: AbortSignal): Promise<LocalPull>;
  /** Squashes it into its base and pushes that, or says which files conflict. Taken up again where it was cut short. */
  merge(number: number, signal: AbortSignal): Promise<LocalPull>;
  close(number: number, signal: AbortSignal): Promise<LocalPull>;
}

export interface LocalForgeOptions {
  /** Where the pull requests are kept; one file for a repository. */
  readonly file: string;
  readonly repository: MergingRepository;
}

/** Pull requests without a server: kept beside the state, merged in git. */
export function createLocalForge({ file, repository }: LocalForgeOptions): LocalForge {
  const store = pullStore(file);

  /** An open pull request's head is what its branch holds on the remote; asked only where there is an open one. */
  const followed = async (pulls: readonly StoredPull[]): Promise<readonly LocalPull[]> => {
    const open = pulls.filter(({ state }) => state === "open").map(({ branch }) => branch);
    const heads = open.length === 0 ? new Map<string, string>() : await repository.remoteHeads(open);
    return pulls.map((pull) =>
      shown(pull.state === "open" ? { ...pull, head: heads.get(pull.branch) ?? pull.head } : pull),
    );
  };
  const stored = async (wanted: (pull: StoredPull) => boolean) => (await store.read()).filter(wanted).toReversed();
  const select = async (wanted: (pull: StoredPull) => boolean) => followed(await stored(wanted));
  const view = async (number: number) => {
    const [pull] = await select((pull) => pull.number === number);
    if (pull === undefined) throw unknown(number);
    return pull;
  };

  return {
    name: "local",
    check: () => checkWritable(file),
    // As last told: who works on a pull request tells its head, and asking the remote would cost a process an issue.
    pullsInto: async (base) => (await stored((pull) => pull.base === base)).map(shown),
    pullsOf: async (branch) => (await stored((pull) => pull.branch === branch)).map(shown),
    openPull: (pull, signal) => openPull(store, repository, pull, signal),
    updatePull: async (number, { body, labels = [], head, draft }, signal) => {
      await change(store, number, signal, (pull) => ({
        ...pull,
        body: body === undefined ? pull.body : withMarker(body, "pull", markerIn(pull.body, "pull") ?? ""),
        labels: [...new Set([...pull.labels, ...labels])],
        head: head ?? pull.head,
        draft: draft ?? pull.draft,
      }));
    },
    review: async (number, findings, signal) => {
      await change(store, number, signal, (pull) => ({
        ...pull,
        review: { findings: findings.map((finding) => ({ ...finding })) },
      }));
    },
    status: async (number) => {
      const [pull] = await stored((known) => known.number === number);
      if (pull === undefined) throw unknown(number);
      return {
        pull: shown(pull),
        ci: { state: "none" },
        conflict: undefined,
        reviews: { approvedBy: [], changesRequestedBy: [], findings: [] },
      };
    },
    checks: async () => ({ state: "none" }),

    list: () => select(() => true),
    view,
    merge: async (number, signal) => {
      await mergePull({ store, repository, lockFile: `${file}.merge`, number, signal });
      return view(number);
    },
    close: async (number, signal) => {
      await change(store, number, signal, (pull) => {
        if (pull.state === "merged") throw notOpen(pull);
        return { ...pull, state: "closed" };
      });
      return view(number);
    },
  };
}

/** Looking and making are one step, so that two processes cannot make two. */
async function openPull(store: PullStore, { isProtected }: MergingRepository, wanted: NewPull, signal: AbortSignal) {
  if (isProtected(wanted.base)) {
    throw new MilestoneError("push", `Refused to open a pull request into the protected branch ${wanted.base}`, {
      hint: "Name another milestone branch in the plan.",
    });
  }
  return store.update(signal, (pulls) => {
    const ours = pulls.filter(
      ({ branch, body }) => branch === wanted.branch && markerIn(body, "pull") === wanted.marker,
    );
    const known = ours.findLast(({ state }) => state !== "closed") ?? ours.at(-1);
    if (known !== undefined) return { pulls, result: { pull: shown(known), adopted: true } };
    const made: StoredPull = {
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
    return { pulls: [...pulls, made], result: { pull: shown(made), adopted: false } };
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

function shown({ mergeCommit, ...pull }: StoredPull): LocalPull {
  return { ...pull, url: undefined, marker: markerIn(pull.body, "pull"), mergeCommit: mergeCommit ?? undefined };
}
