import type { EvidenceOf } from "../../../model/stop.ts";
import { safetyStop, stopOf, type StopDefinition } from "../../stop-definition.ts";

/** A push or a pull request aims at a protected branch, or an agent changed one. */
export const protectedBranch: StopDefinition<EvidenceOf<"error">> = {
  kind: "protected-branch",
  form: "error",
  ...safetyStop("abort"),
  detectError: ({ code, message, hint }) =>
    code === "push" ? stopOf(protectedBranch, { of: "error", message, hint }) : undefined,
  words: { name: "Push to a protected branch refused", short: "protected branch" },
};
