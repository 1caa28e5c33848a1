import { expect, test } from "vitest";
import { readGitVersion } from "../../../src/cli/doctor/git-version.ts";

test.each([
  ["git version 2.37.9\n", "2.37.9", false, false],
  ["git version 2.38.0", "2.38.0", true, false],
  ["git version 2.43.0", "2.43.0", true, false],
  ["git version 2.43.7", "2.43.7", true, true],
  ["git version 2.49.0.windows.1", "2.49.0.windows.1", true, false],
  ["git version 2.50.0", "2.50.0", true, false],
  ["git version 2.50.1 (Apple Git-155)", "2.50.1", true, true],
  ["git version 2.51", "2.51", true, true],
  ["git version 3.0.0-rc1", "3.0.0-rc1", true, true],
  ["git version 1.9.5", "1.9.5", false, false],
])("reads %j", (text, version, isRecentEnough, isSafe) => {
  expect(readGitVersion(text)).toEqual({ version, isRecentEnough, isSafe });
});

test("text without a version gives undefined", () => {
  expect(readGitVersion("")).toBeUndefined();
});
