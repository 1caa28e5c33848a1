// One production bundle: the smallest start-up, with heavy parts split off and loaded when first used.
// node scripts/build.ts [FOLDER]
import { rm } from "node:fs/promises";
import { build } from "esbuild";
import { yogaAtOnce } from "./support/yoga-at-once.ts";

const outdir = process.argv[2] ?? "dist";

await rm(outdir, { recursive: true, force: true });
await build({
  entryPoints: { main: "src/cli/main.ts", "demo-agent": "src/demo/agent.ts" },
  outdir,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node22.12",
  minifySyntax: true,
  // Names stay, for stack traces; what else is left out need not be read at every start.
  minifyWhitespace: true,
  define: { "process.env.NODE_ENV": '"production"' },
  alias: { "react-devtools-core": "./scripts/empty.ts" },
  plugins: [yogaAtOnce],
  // Packages that load wasm or native files by their own path stay packages.
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
  // Bundled CommonJS packages still ask for `require`.
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
  logLevel: "warning",
});
