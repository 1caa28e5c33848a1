import { expect, test } from "vitest";
import { commandsFor } from "../../../src/engine/questions/catalog.ts";
import type { Fact } from "../../../src/engine/model/facts.ts";
import type { Stop } from "../../../src/engine/model/stop.ts";
import { lineText } from "../../../src/ui/screen/text/styled-line.ts";
import { halfWay, inputs, play } from "./fixture.ts";

const request = {
  tool: "execute",
  title: "List files",
  command: ["#!/bin/sh", ...Array.from({ length: 40 }, (_, n) => `rm ${n}.txt`)].join("\n"),
  input: undefined,
  paths: [],
  words: "",
};
const stop: Stop = {
  kind: "permission",
  evidence: { of: "permission", agent: "claude", request },
  fingerprints: ["p"],
};
const asked: Fact = {
  type: "question.asked",
  question: { id: "q1", issue: "05", stop, commands: commandsFor(stop, "issue"), askedAt: "" },
};
const actions = new Set(["openDiff", "retryNow"]);

test.each([
  ["a", undefined],
  ["a l", "allow"],
  ["a b", "abort"],
  ["d", "deny"],
  ["a esc", undefined],
  ["r s f c p", undefined],
])("at a permission question the keys %j give %s", (keys, command) => {
  const effects = play(inputs(halfWay([asked]), 120, 40, { actions }), keys).effects;
  expect(effects).toEqual(command === undefined ? [] : [{ type: "answer", question: "q1", command }]);
});

test("a permission question shows the whole command, and the key of the diff is not offered", () => {
  const { model } = play(inputs(halfWay([asked]), 120, 40, { actions }), "");
  expect(model.asked?.evidence.map(lineText).join("\n")).toMatch(
    /claude wants: List files[^]*#!\/bin\/sh[^]*rm 0\.txt[^]*rm 39\.txt/,
  );
  expect(model.actions.has("openDiff")).toBe(false);
  expect(play(inputs(halfWay(), 120, 40, { actions }), "").model.actions.has("openDiff")).toBe(true);
});

test("R ends a wait for a rate limit, and has no effect otherwise", () => {
  const waiting = (commands: readonly "retry"[]) => {
    const given = inputs(halfWay(), 120, 40, { actions });
    return {
      ...given,
      snapshot: {
        ...given.snapshot,
        waits: new Map([["05", { until: "2026-03-02T10:05:00Z", reason: "Rate limit", commands }]]),
      },
    };
  };
  expect(play(waiting(["retry"]), "R").effects).toEqual([{ type: "retry-now" }]);
  expect(play(waiting([]), "R").effects).toEqual([]);
  expect(play(inputs(halfWay(), 120, 40, { actions }), "R").effects).toEqual([]);
});
