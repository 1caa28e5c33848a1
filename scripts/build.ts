// Builds the production bundle. Heavy parts are split off and loaded when first used, so that the program starts
// quickly. node scripts/build.ts [FOLDER]
import { rm } from "node:fs/promises";
import { build } from "esbuild";
import { REQUIRE_BANNER } from "./support/require-banner.ts";
import { yogaWithoutFetch } from "./support/yoga-without-fetch.ts";

const outdir = process.argv[2] ?? "dist";

await rm(outdir, { recursive: true, force: true });
await build({
  entryPoints: {
    main: "src/cli/main.ts",
    "demo-agent": "src/demo/agent.ts",
    "git-starter": "src/engine/git/starter/program.ts",
  },
  outdir,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node22.12",
  minifySyntax: true,
  // Names are kept for stack traces. Without whitespace there is less to read at every start.
  minifyWhitespace: true,
  define: { "process.env.NODE_ENV": '"production"' },
  alias: { "react-devtools-core": "./scripts/empty.ts" },
  plugins: [yogaWithoutFetch],
  // Packages that load wasm or native files relative to their own path cannot be bundled.
  external: [
    "libpg-query",
    "node-sql-parser",
    "web-tree-sitter",
    "@vscode/tree-sitter-wasm",
    "pg",
    "mysql2",
    "@secretlint/*",
    "c12",
    "jiti",
  ],
  banner: { js: REQUIRE_BANNER },
  logLevel: "warning",
});
