import { describe, expect, test } from "vitest";
import type { GateFinding } from "../../../src/engine/model/findings/gate-finding.ts";
import { sarifLog } from "../../../src/ui/json/sarif.ts";

const finding = (more: Partial<GateFinding> = {}): GateFinding => ({
  gate: "schema",
  rule: "drop-column",
  tier: "hard",
  verdict: "breaking",
  file: "db/größe #1.sql",
  line: 3,
  object: "users.name",
  message: "DROP COLUMN",
  remedy: "Keep it.",
  fingerprint: "0123456789abcdef",
  ...more,
});

describe("a SARIF log", () => {
  test("has a rule for each kind of finding, and a result for each finding", () => {
    const {
      version,
      runs: [run],
    } = sarifLog([finding(), finding({ line: 9 }), finding({ gate: "size", rule: "large-diff", line: undefined })]);
    expect(version).toBe("2.1.0");
    expect(run?.tool.driver.rules?.map(({ id }) => id)).toEqual(["schema/drop-column", "size/large-diff"]);
    expect(run?.results?.map(({ ruleId, ruleIndex }) => [ruleId, ruleIndex])).toEqual([
      ["schema/drop-column", 0],
      ["schema/drop-column", 0],
      ["size/large-diff", 1],
    ]);
  });

  test("locates a finding by an encoded relative path, and by its line if it has one", () => {
    const places = sarifLog([finding(), finding({ line: undefined })]).runs[0]?.results?.map(
      ({ locations }) => locations?.[0]?.physicalLocation,
    );
    expect(places).toEqual([
      { artifactLocation: { uri: "db/gr%C3%B6%C3%9Fe%20%231.sql", uriBaseId: "SRCROOT" }, region: { startLine: 3 } },
      { artifactLocation: { uri: "db/gr%C3%B6%C3%9Fe%20%231.sql", uriBaseId: "SRCROOT" } },
    ]);
  });

  test.each([
    ["safety", "error"],
    ["hard", "error"],
    ["elevated", "warning"],
    ["none", "note"],
  ] as const)("reports a finding of tier %s as %s", (tier, level) => {
    expect(sarifLog([finding({ tier })]).runs[0]?.results?.[0]).toMatchObject({
      level,
      partialFingerprints: { "milestoneTui/v1": "0123456789abcdef" },
      properties: { tier },
    });
  });

  test("has a run without results if there are no findings", () => {
    expect(sarifLog([]).runs[0]?.results).toEqual([]);
  });
});
