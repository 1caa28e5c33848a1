// The agents that work in one repository at the same time, so that none is blamed for what another one may do.
import { commitsSeen } from "../../git/refs/fingerprints.ts";
import type { MoveWatch, OwnMoves } from "../../git/refs/own-moves.ts";
import { refReader } from "../../git/refs/refs.ts";
import type { Repository } from "../../git/repository.ts";
import type { WorktreePlace } from "../../git/worktree/worktree-place.ts";

/** An agent, from the start of its task to the end of the check of it. */
export interface AgentAtWork {
  /** What the program itself moved since the agent began. */
  readonly moves: MoveWatch;
  /** Whether another agent was at work at any time since then. */
  readonly hadCompany: () => boolean;
  /** Whether the agent of another issue put the branch of that issue, here or on the remote, to this commit. */
  movedByItsAgent(ref: string, commit: string | undefined): boolean;
  /** Returns the changes that the check of another agent did not report yet, and has the others not report them. */
  unreported(changes: readonly string[]): readonly string[];
  end(): void;
}

/** @param branch the branch of the agent's issue, which it may move */
export function beginWork(
  { moves, remote }: Pick<Repository, "moves" | "remote">,
  branch: string | undefined,
  place: WorktreePlace,
): AgentAtWork {
  const agents = agentsIn(moves);
  const refs = branch === undefined ? [] : [`refs/heads/${branch}`, `refs/remotes/${remote.name}/${branch}`];
  const self: Member = { refs, place, reported: new Set(), hadCompany: agents.size > 0 };
  for (const other of agents) other.hadCompany = true;
  agents.add(self);
  const watch = moves.watch();
  const others = () => [...agents].filter((other) => other !== self);
  return {
    moves: watch,
    hadCompany: () => self.hadCompany,
    movedByItsAgent: (ref, commit) => others().some((other) => isItsMove(other, ref, commit)),
    unreported(changes) {
      const found = changes.filter((change) => !self.reported.has(change));
      for (const { reported } of others()) for (const change of found) reported.add(change);
      return found;
    },
    end() {
      agents.delete(self);
      watch.end();
      // The agents that are still at work must not be blamed for where this one left its branch.
      const commitOf = refReader(place.commonDir);
      for (const ref of refs) if (isItsMove(self, ref, commitOf(ref))) moves.adopt(ref);
    },
  };
}

/** Names the agent in messages. Where others were at work, any of them may have done it. */
export function agentsOf({ hadCompany }: AgentAtWork): string {
  return hadCompany() ? "agents" : "the agent";
}

interface Member {
  readonly refs: readonly string[];
  readonly place: WorktreePlace;
  readonly reported: Set<string>;
  hadCompany: boolean;
}

const everywhere = new WeakMap<OwnMoves, Set<Member>>();

function agentsIn(moves: OwnMoves): Set<Member> {
  const agents = everywhere.get(moves) ?? new Set();
  everywhere.set(moves, agents);
  return agents;
}

/** Whether the commit was checked out or made in the agent's own worktree. */
function isItsMove({ refs, place }: Member, ref: string, commit: string | undefined): boolean {
  return commit !== undefined && refs.includes(ref) && commitsSeen(place).includes(commit);
}
