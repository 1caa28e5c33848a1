// What the program itself moves in the repository and on the remote, so that none of it is taken for an agent's work.
// Kept only for those who watch at the time, so it costs nothing while nobody watches and does not grow.

export interface OwnMoves {
  /**
   * Runs work that moves refs, and then tells all watches where the refs are.
   * @param refs full names, e.g. `refs/heads/feat/one`
   */
  during<T>(refs: readonly string[], work: () => Promise<T>): Promise<T>;
  /** Runs a push, which may take effect at any time from its begin on. */
  sending<T>(branch: string, commit: string, work: () => Promise<T>): Promise<T>;
  /** Tells all watches where a ref is that was moved with the program's consent. */
  adopt(ref: string): void;
  watch(): MoveWatch;
}

/** The program's moves since the watch began. */
export interface MoveWatch {
  /** Ref → commit where the program moved it last; undefined: the ref does not exist. */
  readonly moved: ReadonlyMap<string, string | undefined>;
  /** Whether the program is moving the ref right now, so that where it will be is not known yet. */
  isMoving(ref: string): boolean;
  /** Resolves when one of the moves that are in motion has ended. */
  moveEnded(): Promise<void>;
  /** Whether the program pushed this commit to this branch, or is about to. */
  wasSent(branch: string, commit: string): boolean;
  end(): void;
}

interface Record {
  readonly moved: Map<string, string | undefined>;
  readonly sent: Set<string>;
}

/** @param commitOf reads the commit of a ref from files; undefined where the ref does not exist */
export function createOwnMoves(commitOf: (ref: string) => string | undefined): OwnMoves {
  const records = new Set<Record>();
  const inMotion = new Map<Promise<unknown>, readonly string[]>();
  const unfinished = new Set<string>();

  const adopt = (ref: string) => {
    if (records.size === 0) return;
    const commit = commitOf(ref);
    for (const { moved } of records) moved.set(ref, commit);
  };

  return {
    adopt,
    async during(refs, work) {
      const running = work();
      // Told before the caller goes on, and in the same turn in which the move is over.
      const told = running.finally(() => {
        for (const ref of refs) adopt(ref);
        inMotion.delete(told);
      });
      inMotion.set(told, refs);
      return told;
    },
    async sending(branch, commit, work) {
      const push = pushKey(branch, commit);
      unfinished.add(push);
      for (const { sent } of records) sent.add(push);
      try {
        return await work();
      } finally {
        unfinished.delete(push);
      }
    },
    watch() {
      const record: Record = { moved: new Map(), sent: new Set(unfinished) };
      records.add(record);
      return {
        moved: record.moved,
        isMoving: (ref) => [...inMotion.values()].some((refs) => refs.includes(ref)),
        moveEnded: async () => void (await Promise.race([...inMotion.keys()].map((move) => move.catch(() => {})))),
        wasSent: (branch, commit) => record.sent.has(pushKey(branch, commit)),
        end: () => void records.delete(record),
      };
    },
  };
}

function pushKey(branch: string, commit: string): string {
  return `${branch} ${commit}`;
}
