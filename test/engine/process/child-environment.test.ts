import { expect, test } from "vitest";
import { agentEnvironment, checkEnvironment } from "../../../src/engine/process/child-environment.ts";

const own = {
  PATH: "/bin",
  HOME: "/home/me",
  LC_ALL: "C",
  LANG: undefined,
  GITHUB_TOKEN: "canary",
  GH_TOKEN: "canary",
  NPM_TOKEN: "canary",
  AWS_SECRET_ACCESS_KEY: "canary",
  ANTHROPIC_API_KEY: "canary",
  SSH_AUTH_SOCK: "/canary",
  DATABASE_URL: "canary",
  GIT_DIR: "/canary",
  CARGO_HOME: "/cargo",
  PIP_INDEX_URL: "https://me:secret@registry.example",
};

test("checks get the listed variables, and no token", () => {
  expect(checkEnvironment(own)).toEqual({
    PATH: "/bin",
    HOME: "/home/me",
    LC_ALL: "C",
    CARGO_HOME: "/cargo",
    PIP_INDEX_URL: "https://me:secret@registry.example",
    CI: "1",
  });
});

test("an agent gets fewer variables, and those that its settings add or copy", () => {
  const settings = {
    MODEL: "large",
    ANTHROPIC_API_KEY: "env:ANTHROPIC_API_KEY",
    MISSING: "env:NOT_SET",
    PATH: "/agent/bin",
  };
  expect(agentEnvironment(own, settings)).toEqual({
    PATH: "/agent/bin",
    HOME: "/home/me",
    LC_ALL: "C",
    CARGO_HOME: "/cargo",
    MODEL: "large",
    ANTHROPIC_API_KEY: "canary",
  });
});
