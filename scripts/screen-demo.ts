// Plays a simulated run on the real screen. Usage: node scripts/screen-demo.ts [--issues 12] [--speed 4] [--ascii] …
// The options are defined in simulated/play.ts.
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const outfile = fileURLToPath(new URL("../node_modules/.cache/screen-demo/play.js", import.meta.url));
await build({
  entryPoints: [fileURLToPath(new URL("simulated/play.ts", import.meta.url))],
  outfile,
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node22.12",
  jsx: "automatic",
  define: { "process.env.NODE_ENV": '"production"' },
  alias: { "react-devtools-core": fileURLToPath(new URL("empty.ts", import.meta.url)) },
  banner: {
    js:
      'import { createRequire as __createRequire } from "node:module"; ' +
      "const require = __createRequire(import.meta.url);",
  },
  logLevel: "warning",
});
await import(outfile);
