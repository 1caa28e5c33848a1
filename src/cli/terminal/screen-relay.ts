import type { Progress } from "../../engine/model/progress.ts";
import { createHub } from "../../state/ledger/event-hub.ts";
import type { RunLedger } from "../../state/ledger/ledger.ts";
import { createProgressStore } from "../../state/progress/store.ts";
import type { ScreenSource } from "../../ui/screen/model/source.ts";

export interface ScreenRelay extends Pick<ScreenSource, "store" | "subscribe"> {
  /** Copies the ledger's state, and forwards its changes and events from now on. */
  follow(ledger: Pick<RunLedger, "store" | "subscribe">): void;
}

/** The source of a screen that opens before the ledger does: empty progress first, then everything from the ledger. */
export function createScreenRelay(progress: Progress): ScreenRelay {
  const store = createProgressStore(progress, 0);
  const hub = createHub((error) => {
    throw error;
  });
  return {
    store,
    subscribe: hub.subscribe,
    follow(ledger) {
      store.setState(ledger.store.getState());
      ledger.store.subscribe((state) => store.setState(state));
      ledger.subscribe(hub.publish);
    },
  };
}
