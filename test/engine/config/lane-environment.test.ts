import { expect, test } from "vitest";
import { laneEnvironment } from "../../../src/engine/config/lane-environment.ts";
import { parseLaneTemplate } from "../../../src/engine/config/lane-template.ts";

test.each([
  ["app", "app"],
  ["", ""],
  ["app_{lane}", "app_3"],
  ["{3000 + lane}", "3003"],
  ["{lane * 10}", "30"],
  ["{3000+lane*10-1}", "3029"],
  ["{ 10 - lane - 2 }", "5"],
  ["{2 * lane * lane}", "18"],
  ["localhost:{3000 + lane}/db_{lane}?a}b", "localhost:3003/db_3?a}b"],
  ['{{"lane": {lane}}', '{"lane": 3}'],
  ["{{{lane}}", "{3}"],
])("%j in lane 3 is %j", (text, expected) => {
  expect(laneEnvironment({ X: text }, 3)).toEqual({ X: expected, MILESTONE_LANE: "3" });
});

test.each([
  "{",
  "{}",
  "{lane",
  "{ }",
  "{name}",
  "{3000 + }",
  "{-1}",
  "{1.5 * lane}",
  "{lane / 2}",
  "{(lane)}",
  "{lane lane}",
])("%j cannot be calculated", (text) => {
  expect(parseLaneTemplate(`a ${text}`)).toMatchObject({
    ok: false,
    problem: expect.stringMatching(/^\{.* cannot be calculated: .*\{3000 \+ lane \* 10\}/),
  });
});
