import { readFile } from "node:fs/promises";
import type { Plugin } from "esbuild";

const FETCH_CHECK = /"function"!=typeof fetch/g;

/**
 * Makes Yoga decode its WebAssembly, which it contains as base64, without `fetch`. Node loads an HTTP client for
 * `fetch`, which takes a fifth of the time to the first frame. Yoga decodes the data itself where `fetch` is missing.
 */
export const yogaAtOnce: Plugin = {
  name: "yoga-at-once",
  setup(build) {
    build.onLoad({ filter: /[/\\]yoga-wasm-base64-esm\.js$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      const contents = source.replaceAll(FETCH_CHECK, "true");
      if (contents === source)
        throw new Error(`${path} no longer contains the check for fetch that this plugin replaces`);
      return { contents, loader: "js" };
    });
  },
};
