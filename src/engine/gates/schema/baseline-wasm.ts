import { setFlagsFromString } from "node:v8";

let isBaseline = false;

/**
 * Keeps V8 from optimizing WebAssembly that is loaded after this call. For these parsers the optimizing compiler takes
 * 300 to 500 MB of memory and a CPU core while it works, and gains nothing on files as small as migrations.
 */
export function useBaselineWasm(): void {
  if (isBaseline) return;
  setFlagsFromString("--no-wasm-tier-up");
  setFlagsFromString("--no-wasm-dynamic-tiering");
  isBaseline = true;
}
