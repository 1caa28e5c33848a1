import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { expect, test } from "vitest";
import { configJsonSchema } from "../../../src/cli/commands/schema.ts";

// Ajv is the validator that editors use.
const ajv = new Ajv2020({ strict: false });
addFormats.default(ajv);
const validate = ajv.compile(configJsonSchema());

test.each<[string, boolean, unknown]>([
  ["an empty config", true, {}],
  [
    "single commands and limits",
    true,
    { $schema: "./schema.json", lint: "a", test: "npm test", agent: "claude", limits: { files: 3, usd: null } },
  ],
  [
    "a test report and an agent with an environment",
    true,
    {
      test: { command: "npm test", report: "r.xml", format: "junit" },
      agent: { command: ["node", "agent.mjs"], env: { A: "env:B" } },
    },
  ],
  [
    "an agent with a protocol, sensitive areas and auto-merge",
    true,
    {
      agent: { command: ["x"], protocol: "acp" },
      sensitiveAreas: { auth: ["**/auth/**"] },
      github: { autoMerge: true },
    },
  ],
  ["notifications", true, { notify: { desktop: "off", webhook: { url: "env:HOOK", seconds: 3 } } }],
  ["an unknown desktop notification", false, { notify: { desktop: "growl" } }],
  [
    "headers of a webhook",
    false,
    { notify: { webhook: { url: "https://chat.example/x", headers: { authorization: "env:GITHUB_TOKEN" } } } },
  ],
  ["an unknown key", false, { lintfix: "a" }],
  ["a limit of zero files", false, { limits: { files: 0 } }],
  ["an agent command as a string", false, { agent: { command: "node agent.mjs" } }],
  ["an unknown forge", false, { forge: "gitlab" }],
])("the JSON schema for %s: valid is %s", (_, isValid, config) => {
  expect(validate(config)).toBe(isValid);
});
