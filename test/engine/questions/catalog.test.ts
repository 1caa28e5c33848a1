import { describe, expect, test } from "vitest";
import { commandsFor, isExhausted, unattendedAnswer } from "../../../src/engine/questions/catalog.ts";
import { STOPS } from "../../../src/engine/questions/stops.ts";
import type { Question, Stop, StopKind } from "../../../src/engine/model/stop.ts";

const stop = (kind: StopKind, number?: number): Stop => ({
  kind,
  evidence: { of: "error", message: "" },
  fingerprints: [],
  ...(number === undefined ? {} : { attempt: { number, of: 2 } }),
});
const question = (of: Stop): Question => ({
  id: "q1",
  issue: "01",
  stop: of,
  commands: commandsFor(of, "issue"),
  askedAt: "",
});

describe("the catalog of stops", () => {
  test("`fix` is on offer while an attempt is left", () => {
    expect(commandsFor(stop("review", 2), "issue")).toEqual(["fix", "skip", "abort"]);
    expect(commandsFor(stop("review", 3), "issue")).toEqual(["skip", "abort"]);
    expect(isExhausted(stop("review", 3))).toBe(true);
  });

  test("where the whole run asks, there is no issue to skip", () => {
    expect(commandsFor(stop("push-failed"), "run")).toEqual(["retry", "abort"]);
  });

  test.each<[StopKind, number | undefined, object, string]>([
    ["review", 1, {}, "fix"],
    ["review", 3, { fix: 2 }, "skip"],
    ["push-failed", undefined, {}, "retry"],
    ["push-failed", undefined, { retry: 2 }, "skip"],
    ["breaking-schema", undefined, {}, "skip"],
    ["quality-gate", undefined, {}, "abort"],
    ["protected-surface", undefined, {}, "continue"],
    ["phase-boundary", undefined, {}, "continue"],
    ["permission", undefined, {}, "deny"],
    ["permission", undefined, { deny: 9 }, "deny"],
    ["protected-branch", undefined, {}, "abort"],
  ])("unattended, %s (fix %s, given %o) is answered %s", (kind, number, given, command) => {
    expect(unattendedAnswer(question(stop(kind, number)), given)).toBe(command);
  });

  test("nobody unattended ever approves, and a safety stop cannot be approved at all", () => {
    for (const { kind, unattended, commands, tier } of STOPS) {
      expect(
        unattended.map(({ command }) => command),
        kind,
      ).not.toContain("approve");
      if (tier === "safety") expect(commands, kind).not.toContain("approve");
      expect(commands, kind).toContain("abort");
    }
  });
});
