import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.{ts,tsx}"],
    // Real git, real processes: generous limits, since the machine may be busy. No test asserts a time.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Most of them wait for processes: a core left free for the runner itself would be idle.
    maxWorkers: "100%",
    setupFiles: ["test/setup.ts"],
    globalSetup: ["test/build.ts"],
    // A line a file where all is green: no test is slow enough for a line of its own.
    slowTestThreshold: 10 * 60_000,
  },
});
