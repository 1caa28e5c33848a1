import { setFlagsFromString } from "node:v8";

/**
 * Has V8 collect garbage early, rather than let it pile up to 100 MB and more under a flood of output, for some processor
 * time in the flood: the room for short-lived objects keeps its first size, and the rest may grow by half between two
 * collections, not to four times its size.
 */
export function keepHeapSmall(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
  setFlagsFromString("--heap-growing-percent=50");
}
