import { createStore, type StoreApi } from "zustand/vanilla";
import type { Progress } from "../../engine/model/progress.ts";

/** What every renderer reads, through the functions of `selectors.ts`. */
export interface RunState {
  readonly progress: Progress;
  /** Number of the last fact in `progress`. */
  readonly seq: number;
}

/** The store as its readers have it; the ledger alone writes. */
export type ProgressStore = Pick<StoreApi<RunState>, "getState" | "getInitialState" | "subscribe">;

export function createProgressStore(progress: Progress, seq: number): StoreApi<RunState> {
  return createStore<RunState>(() => ({ progress, seq }));
}
