import type { EvidenceOf } from "../../../model/stop.ts";
import { hardStop, type StopDefinition } from "../../stop-definition.ts";

/** The tests fail on the milestone branch, before any issue has changed it. */
export const baselineFailing: StopDefinition<EvidenceOf<"tests">> = {
  kind: "baseline-failing",
  form: "tests",
  ...hardStop(["retry", "approve", "abort"], "abort"),
  words: { name: "Baseline tests failing", short: "baseline tests", retry: "run the tests again" },
};
