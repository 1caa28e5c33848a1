import { setFlagsFromString } from "node:v8";

let set = false;

/**
 * Keeps V8 from optimising WebAssembly that is loaded from now on. Its optimising compiler takes 300 to 500 MB for these parsers
 * while it works, on a core of its own, and gains nothing on files as small as migrations.
 */
export function useBaselineWasm(): void {
  if (set) return;
  setFlagsFromString("--no-wasm-tier-up");
  setFlagsFromString("--no-wasm-dynamic-tiering");
  set = true;
}
