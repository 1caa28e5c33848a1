import { readFile } from "node:fs/promises";
import type { Plugin } from "esbuild";

const FETCH_CHECK = /"function"!=typeof fetch/g;

/**
 * Makes Yoga decode its base64 WebAssembly without `fetch`. For `fetch` Node would load an HTTP client, which takes a
 * fifth of the time to the first frame.
 */
export const yogaWithoutFetch: Plugin = {
  name: "yoga-without-fetch",
  setup(build) {
    build.onLoad({ filter: /[/\\]yoga-wasm-base64-esm\.js$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      const contents = source.replaceAll(FETCH_CHECK, "true");
      if (contents === source) throw new Error(`${path} has no check for fetch any more: this plugin must be adapted`);
      return { contents, loader: "js" };
    });
  },
};
