import type { EvidenceOf } from "../../../model/stop.ts";
import { fixUntilExhausted, stopOf, type StopDefinition } from "../../stop-definition.ts";

/** The tests fail on an issue's change. */
export const testsFailing: StopDefinition<EvidenceOf<"tests">> = {
  kind: "tests-failing",
  form: "tests",
  ...fixUntilExhausted(),
  detect: ({ finished, tests }) =>
    finished.includes("tests") && tests?.passed === false
      ? stopOf(testsFailing, { of: "tests", result: tests })
      : undefined,
  words: { name: "Tests failing", short: "tests", cause: "test failures", quotesReason: true },
};
