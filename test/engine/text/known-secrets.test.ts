import { expect, test } from "vitest";
import { configSchema, type ConfigInput } from "../../../src/engine/config/config-schema.ts";
import { credentialNames, knownSecrets } from "../../../src/engine/text/known-secrets.ts";

const found = (environment: Record<string, string>, config: ConfigInput = {}) =>
  knownSecrets(environment, configSchema.parse(config));

test.each<[string, Record<string, string>, ConfigInput | undefined, readonly string[]]>([
  [
    "variables by their names",
    { GITHUB_TOKEN: "t0ken-value", MY_API_KEY: "k3y-value", DB_PASSWORD: "pa55word!", PATH: "/usr/bin:/bin1234" },
    undefined,
    ["t0ken-value", "k3y-value", "pa55word!"],
  ],
  [
    "variables that the config passes to an agent",
    { X: "v4lue-of-x" },
    { agent: { command: ["a"], env: { WHATEVER: "env:X", SOME_KEY: "l1teral-key" } } },
    ["v4lue-of-x", "l1teral-key"],
  ],
  [
    "profiles and the reviewer",
    { Y: "v4lue-of-y", Z: "v4lue-of-z" },
    { reviewer: { command: ["a"], env: { Q: "env:Y" } }, agents: { b: { command: ["b"], env: { Q: "env:Z" } } } },
    ["v4lue-of-y", "v4lue-of-z"],
  ],
  [
    "a database's password, not its address",
    { DATABASE_URL: "postgres://ada:hunter2-hunter2@db.example/notes" },
    { database: { url: "env:DATABASE_URL" } },
    ["hunter2-hunter2"],
  ],
  [
    "a webhook's whole address, and its path",
    { HOOK: "https://chat.example/T0/s3cret" },
    { notify: { webhook: { url: "env:HOOK" } } },
    ["https://chat.example/T0/s3cret", "/T0/s3cret"],
  ],
  [
    "no paths, plain words, numbers or short values",
    { A_TOKEN: "/home/ada/token", B_TOKEN: "production", C_KEY: "12345678901", D_SECRET: "abc" },
    undefined,
    [],
  ],
  ["a long word", { A_TOKEN: "abcdefghijklmnopqrstuvwxyz" }, undefined, ["abcdefghijklmnopqrstuvwxyz"]],
])("%s", (_, environment, config, expected) => {
  expect(found(environment, config)).toEqual(expected);
});

test("names of credentials: those of the forge, the config and the profiles that are set", () => {
  const environment = {
    GITHUB_TOKEN: "a",
    X: "b",
    OPENAI_API_KEY: "c",
    OPENAI_BASE_URL: "https://example.invalid",
    UNRELATED_TOKEN: "d",
  };
  const config = configSchema.parse({ agent: { command: ["a"], env: { KEY: "env:X", OTHER: "env:UNSET" } } });
  expect(credentialNames(environment, config, ["OPENAI_API_KEY", "OPENAI_BASE_URL"])).toEqual([
    "GITHUB_TOKEN",
    "X",
    "OPENAI_API_KEY",
  ]);
});
