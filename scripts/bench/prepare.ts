import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import { execFileSync } from "node:child_process";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import { yogaAtOnce } from "../support/yoga-at-once.ts";
import type { BenchPlace } from "./figure.ts";

/** Builds what is measured and what it is measured against, as shipped: one production bundle each. */
export async function prepare(thorough: boolean): Promise<BenchPlace> {
  const folder = resolve("node_modules/.cache", `bench-${process.pid}`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  execFileSync(process.execPath, ["scripts/build.ts", join(folder, "dist")], { stdio: "inherit" });
  await cp("bin", join(folder, "bin"), { recursive: true });
  // As in an installed package: without it Node would read every file twice to find out what kind of module it is.
  await writeFile(join(folder, "package.json"), '{ "type": "module" }\n');
  for (const [name, entry] of [
    ["smallest", "bench/programs/smallest.tsx"],
    ["stream", "bench/programs/stream.ts"],
    ["play", "simulated/play.ts"],
  ] as const) {
    await build({
      entryPoints: [`scripts/${entry}`],
      outfile: join(folder, `${name}.js`),
      bundle: true,
      format: "esm",
      platform: "node",
      target: "node22.12",
      jsx: "automatic",
      minifySyntax: true,
      plugins: name === "smallest" ? [] : [yogaAtOnce],
      define: { "process.env.NODE_ENV": '"production"' },
      alias: { "react-devtools-core": "./scripts/empty.ts" },
      banner: {
        js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
      },
      logLevel: "warning",
    });
  }
  const at = (path: string) => join(folder, path);
  return {
    folder,
    bin: at("bin/milestone-tui.js"),
    smallest: at("smallest.js"),
    stream: at("stream.js"),
    play: at("play.js"),
    thorough,
  };
}
