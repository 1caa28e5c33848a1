import { describe, expect, test } from "vitest";
import { allGates } from "../../../src/engine/gates/all-gates.ts";
import { coverageGate } from "../../../src/engine/gates/coverage/coverage-gate.ts";
import { fingerprint } from "../../../src/engine/gates/fingerprint.ts";
import type { Gate } from "../../../src/engine/gates/gate.ts";
import type { GateFinding, Tier } from "../../../src/engine/model/findings/gate-finding.ts";
import { asks, judge } from "../../../src/engine/gates/judge.ts";
import { scopeGate } from "../../../src/engine/gates/scope/scope-gate.ts";
import { surfaceGate } from "../../../src/engine/gates/surface/surface-gate.ts";
import { diffOf } from "../../support/diff-of.ts";
import type { SampleFile } from "../../support/diff-of.ts";
import { gateContext } from "../../support/gate-context.ts";
import { memoryCache, offline } from "./dependencies/judge-dependencies.ts";

const finding = (tier: Tier, file: string, line?: number, label?: GateFinding["label"]): GateFinding => ({
  gate: "schema",
  rule: "r",
  tier,
  verdict: "v",
  file,
  line,
  object: "o",
  message: "m",
  remedy: "r",
  fingerprint: fingerprint([file]),
  label,
});
const gateOf = (...findings: GateFinding[]): Gate => ({
  name: "schema",
  judge: async () => await Promise.resolve(findings),
});

describe("judge", () => {
  test("orders findings by tier, file and line, and lists each label once", async () => {
    const gates = [
      gateOf(finding("none", "a"), finding("elevated", "b", 9, "needs-db-review"), finding("hard", "z")),
      gateOf(
        finding("elevated", "b", 2, "needs-db-review"),
        finding("safety", "x"),
        finding("hard", "c", 1, "needs-human"),
      ),
    ];
    for (const order of [gates, gates.toReversed()]) {
      const { findings, labels } = await judge(diffOf({}), order, gateContext());
      expect(findings.map(({ tier, file, line }) => [tier, file, line])).toEqual([
        ["safety", "x", undefined],
        ["hard", "c", 1],
        ["hard", "z", undefined],
        ["elevated", "b", 2],
        ["elevated", "b", 9],
        ["none", "a", undefined],
      ]);
      expect(labels).toEqual(["needs-human", "needs-db-review"]);
    }
  });

  test("explains which rules ran on which files", async () => {
    const said: string[] = [];
    await judge(
      diffOf({ "src/auth/a.ts": "1\n" }),
      [scopeGate, surfaceGate],
      gateContext({ explain: (text) => said.push(text) }),
    );
    expect(said).toEqual([
      "scope: sensitive-area looked at 1 path: auth",
      "surface: protected-surface looked at 1 file, 0 protected",
    ]);
  });

  test("rejects where a gate fails", async () => {
    const broken: Gate = { name: "size", judge: async () => await Promise.reject(new Error("boom")) };
    await expect(judge(diffOf({}), [gateOf(), broken], gateContext())).rejects.toThrow("boom");
  });

  test("masks a token in a file's name in the findings and explanations of all gates", async () => {
    const token = ["ghp_", "R7c2Lq9XvT4nBz8KmW1pYs6HdJ3fGa5QeUo0"].join("");
    const files: Record<string, string | SampleFile> = {
      [`src/billing/${token}.ts`]: { before: "a\n", after: "b\n" },
      [`infra/${token}.txt`]: { from: `infra/old-${token}.txt`, before: "a\n", after: "a\n" },
      [`migrations/${token}/2.sql`]: "DROP TABLE users;\n",
      [`migrations/${token}/1.sql`]: { before: "SELECT 1;\n" },
      [`${token}/requirements.txt`]: "left==1.0\n",
      ...Object.fromEntries([1, 2, 3, 4].map((number) => [`src/${token}-${number}.js`, "x();\n"])),
    };
    const said: string[] = [];
    const gates = [...allGates({ fetch: offline, cache: memoryCache() }), coverageGate];
    const { findings } = await judge(
      diffOf(files),
      gates,
      gateContext({ config: { coverage: { report: `${token}.info` } }, explain: (text) => said.push(text) }),
    );
    expect(new Set(findings.map(({ gate }) => gate))).toEqual(
      new Set(["secrets", "schema", "dependencies", "scope", "size", "surface", "coverage"]),
    );
    expect(JSON.stringify([findings, said])).not.toContain(token.slice(0, 10));
    expect(findings.find(({ gate }) => gate === "scope")).toMatchObject({
      file: "src/billing/ghp_….ts",
      evidence: "src/billing/ghp_….ts",
    });
  });

  test("rejects when the run is aborted", async () => {
    await expect(judge(diffOf({}), [], gateContext({ signal: AbortSignal.abort() }))).rejects.toThrow("aborted");
  });

  test.each<[Tier, boolean]>([
    ["safety", true],
    ["hard", true],
    ["elevated", false],
    ["none", false],
  ])("tier %s stops the run: %s", (tier, expected) => {
    expect(asks([finding(tier, "a")])).toBe(expected);
  });
});

describe("fingerprint", () => {
  test("is 16 hex digits and keeps parts apart", () => {
    expect(fingerprint(["a"])).toMatch(/^[0-9a-f]{16}$/);
    expect(fingerprint(["ab", "c"])).not.toBe(fingerprint(["a", "bc"]));
    expect(fingerprint(["a", "b"])).not.toBe(fingerprint(["b", "a"]));
  });
});
