import { readFile } from "node:fs/promises";
import type { Plugin } from "esbuild";

const ASKS_FOR_FETCH = /"function"!=typeof fetch/g;

/**
 * Yoga carries its WebAssembly as base64 and would decode it by `fetch`, for which Node loads an HTTP client: a fifth of the
 * time to the first frame. It can do without; this lets it.
 */
export const yogaAtOnce: Plugin = {
  name: "yoga-at-once",
  setup(build) {
    build.onLoad({ filter: /[/\\]yoga-wasm-base64-esm\.js$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      const contents = source.replaceAll(ASKS_FOR_FETCH, "true");
      if (contents === source) throw new Error(`${path} loads its WebAssembly in another way than it used to`);
      return { contents, loader: "js" };
    });
  },
};
