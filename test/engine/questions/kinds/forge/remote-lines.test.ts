import { expect, test } from "vitest";
import { stopLines } from "../../../../../src/ui/transcript/questions/stop-lines.ts";

const RULES = [
  "remote: error: GH013: Repository rule violations found for refs/heads/feat/x.        ",
  "remote: ",
  "remote: - GITHUB PUSH PROTECTION",
  "remote:   —————————————————————————————————————————",
  "remote:     - Push cannot contain secrets",
  "To https://github.com/acme/shop.git",
  "error: failed to push some refs",
].join("\n");

test.each([
  [
    "GH013: Repository rule violations found for refs/heads/feat/x",
    RULES,
    ["remote: - GITHUB PUSH PROTECTION", "remote:     - Push cannot contain secrets"],
  ],
  [
    "GH006: Protected branch update failed",
    "remote: error: GH006: Protected branch update failed.\n" +
      "remote: error: Changes must be made through a pull request.\n",
    ["remote: error: Changes must be made through a pull request."],
  ],
  [
    "The requested URL returned error: 403",
    "remote: Permission to acme/shop.git denied to robot.\nfatal: unable to access\n",
    ["remote: Permission to acme/shop.git denied to robot."],
  ],
  [
    "Permission denied (publickey)",
    "git@github.com: Permission denied (publickey).\nfatal: Could not read from remote repository.\n",
    [],
  ],
  ["rejected (non-fast-forward)", "remote: Resolving deltas: 100% (1/1), done.\n", []],
])("a failed push tells what the remote said: %s", (message, detail, said) => {
  const stop = { kind: "push-failed", evidence: { of: "error", message, detail }, fingerprints: [] } as const;
  expect(stopLines(stop)).toEqual(["🛑 Push failed", "", `Error: ${message}`, ...said]);
});
