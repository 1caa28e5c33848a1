import type { EvidenceOf } from "../../../model/stop.ts";
import { retryTwice, stopOf, type StopDefinition } from "../../stop-definition.ts";

/** Any other failure of the forge or of git. */
export const forgeError: StopDefinition<EvidenceOf<"error">> = {
  kind: "forge-error",
  form: "error",
  ...retryTwice(),
  detectError: ({ code, message, hint }) =>
    code === "forge" || code === "git" ? stopOf(forgeError, { of: "error", message, hint }) : undefined,
  words: { name: "Forge error", short: "forge", cause: "forge failure" },
};
