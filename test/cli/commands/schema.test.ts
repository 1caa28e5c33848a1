import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { expect, test } from "vitest";
import { configJsonSchema } from "../../../src/cli/commands/schema.ts";

// The other judge of the same schema: what editors use.
const ajv = new Ajv2020({ strict: false });
addFormats.default(ajv);
const validate = ajv.compile(configJsonSchema());

test.each<[boolean, unknown]>([
  [true, {}],
  [true, { $schema: "./schema.json", lint: "a", test: "npm test", agent: "claude", limits: { files: 3, usd: null } }],
  [
    true,
    {
      test: { command: "npm test", report: "r.xml", format: "junit" },
      agent: { command: ["node", "agent.mjs"], env: { A: "env:B" } },
    },
  ],
  [
    true,
    {
      agent: { command: ["x"], protocol: "acp" },
      sensitiveAreas: { auth: ["**/auth/**"] },
      github: { autoMerge: true },
    },
  ],
  [true, { notify: { desktop: "off", webhook: { url: "env:HOOK", seconds: 3 } } }],
  [false, { notify: { desktop: "growl" } }],
  [false, { notify: { webhook: { url: "https://chat.example/x", headers: { authorization: "env:GITHUB_TOKEN" } } } }],
  [false, { lintfix: "a" }],
  [false, { limits: { files: 0 } }],
  [false, { agent: { command: "node agent.mjs" } }],
  [false, { forge: "gitlab" }],
])("the JSON schema says %s to %j", (isValid, config) => {
  expect(validate(config)).toBe(isValid);
});
