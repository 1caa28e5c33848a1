#!/usr/bin/env node
import module from "node:module";
import { fileURLToPath } from "node:url";

// This file's syntax works on any Node, so that a version that is too old gets a message instead of a syntax error.
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 12)) {
  process.stderr.write(
    `milestone-tui needs Node 22.12 or newer; this is Node ${process.versions.node} (${process.execPath}).\n` +
      "Install a current Node (https://nodejs.org), or in a clone of the project run it through npm, " +
      "which brings its own: npm exec -- milestone-tui\n",
  );
  process.exitCode = 2;
} else {
  process.env.NODE_ENV = "production";
  // Compiled code is cached next to the program, which makes a start a fifth faster. A folder that cannot be written
  // gets no cache.
  module.enableCompileCache(fileURLToPath(new URL("../dist/cache", import.meta.url)));
  // Written early as well, because a run lasts for hours and may be killed before its end.
  setTimeout(() => module.flushCompileCache(), 2000).unref();
  import("../dist/main.js").then(
    ({ main }) => main(process.argv.slice(2)),
    (error) => {
      if (error.code !== "ERR_MODULE_NOT_FOUND" || !String(error.message).includes("dist")) throw error;
      process.stderr.write("milestone-tui is not built yet. In the project's folder run: npm ci\n");
      process.exitCode = 1;
    },
  );
}
