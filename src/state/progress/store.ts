import { createStore, type StoreApi } from "zustand/vanilla";
import type { Progress } from "../../engine/model/progress.ts";

/** What renderers read, through the functions of `selectors.ts`. */
export interface RunState {
  readonly progress: Progress;
  /** Number of the last fact in `progress`. */
  readonly seq: number;
}

/** The store as its readers see it. Only the ledger writes to it. */
export type ProgressStore = Pick<StoreApi<RunState>, "getState" | "getInitialState" | "subscribe">;

export function createProgressStore(progress: Progress, seq: number): StoreApi<RunState> {
  return createStore<RunState>(() => ({ progress, seq }));
}
