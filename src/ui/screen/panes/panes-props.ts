import type { Snapshot } from "../log/feed.ts";
import type { LogBuffer } from "../log/log-buffer.ts";
import type { ScreenModel } from "../model/screen-model.ts";
import type { View } from "../model/view.ts";

export interface PanesProps {
  readonly view: View;
  readonly model: ScreenModel;
  readonly snapshot: Snapshot;
  readonly logs: LogBuffer;
  /** Start of the elapsed time, in ms by the screen's clock. */
  readonly since: number;
  readonly columns: number;
  readonly rows: number;
}
