import { createHash } from "node:crypto";

/**
 * 16 hex digits that stand for a finding. An approval is remembered by it, so `parts` hold what the finding is about
 * (rule, path, object, the change itself) and never what moves with unrelated edits: no line number, no time.
 */
export function fingerprint(parts: readonly string[]): string {
  // JSON keeps ["ab", "c"] and ["a", "bc"] apart.
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);
}
