import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import { execFileSync } from "node:child_process";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import { REQUIRE_BANNER } from "../support/require-banner.ts";
import { yogaWithoutFetch } from "../support/yoga-without-fetch.ts";
import type { BenchContext } from "./figure.ts";

/** Builds the programs under test and their references, each as a production bundle like the one that is shipped. */
export async function prepare(thorough: boolean): Promise<BenchContext> {
  const folder = resolve("node_modules/.cache", `bench-${process.pid}`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  execFileSync(process.execPath, ["scripts/build.ts", join(folder, "dist")], { stdio: "inherit" });
  await cp("bin", join(folder, "bin"), { recursive: true });
  // As in an installed package. Without it Node would parse every file twice to find out its module type.
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
      plugins: name === "smallest" ? [] : [yogaWithoutFetch],
      define: { "process.env.NODE_ENV": '"production"' },
      alias: { "react-devtools-core": "./scripts/empty.ts" },
      banner: { js: REQUIRE_BANNER },
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
