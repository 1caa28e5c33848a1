import { expect, test } from "vitest";
import { gitEnvironment, readingEnvironment } from "../../../src/engine/git/git-environment.ts";

test("drops inherited variables that redirect git, keeps the user's settings, and disables prompts", () => {
  const given = {
    PATH: "/bin",
    HOME: "/home/u",
    SSH_AUTH_SOCK: "/agent",
    GIT_DIR: "/other",
    GIT_WORK_TREE: "/other",
    GIT_INDEX_FILE: "/other",
    GIT_EXTERNAL_DIFF: "evil",
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: "core.fsmonitor",
    GIT_CONFIG_VALUE_0: "evil",
    GIT_TRACE: "/tmp/t",
    GIT_AUTHOR_NAME: "U",
    GIT_AUTHOR_DATE: "1",
    GIT_SSL_CAINFO: "/ca",
    GIT_CONFIG_GLOBAL: "/home/u/other",
  };
  expect(gitEnvironment(given)).toEqual({
    PATH: "/bin",
    HOME: "/home/u",
    SSH_AUTH_SOCK: "/agent",
    GIT_AUTHOR_NAME: "U",
    GIT_SSL_CAINFO: "/ca",
    GIT_CONFIG_GLOBAL: "/home/u/other",
    GIT_SSH_COMMAND: "ssh -o BatchMode=yes",
    GIT_ASKPASS: "",
    GIT_TERMINAL_PROMPT: "0",
    SSH_ASKPASS_REQUIRE: "never",
    LC_ALL: "C",
    LANGUAGE: "C",
  });
  expect(readingEnvironment(given)).toEqual({
    PATH: "/bin",
    HOME: "/home/u",
    GIT_CONFIG_GLOBAL: "/home/u/other",
    GIT_TERMINAL_PROMPT: "0",
    SSH_ASKPASS_REQUIRE: "never",
    LC_ALL: "C",
    LANGUAGE: "C",
    GIT_OPTIONAL_LOCKS: "0",
  });
});

test.each([
  [{}, undefined, "ssh -o BatchMode=yes"],
  [{}, "ssh -i ~/.ssh/work", "ssh -i ~/.ssh/work -o BatchMode=yes"],
  [{}, "/usr/bin/ssh", "/usr/bin/ssh -o BatchMode=yes"],
  [{}, "plink -batch", "plink -batch"],
  [{ GIT_SSH_COMMAND: "ssh -v" }, "ssh -i x", "ssh -v"],
  [{ GIT_SSH: "/usr/bin/my-ssh" }, undefined, undefined],
])("the ssh command for variables %j and core.sshCommand %j is %j", (environment, configured, expected) => {
  expect(gitEnvironment(environment, configured)["GIT_SSH_COMMAND"]).toBe(expected);
});
