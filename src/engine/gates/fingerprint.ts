import { createHash } from "node:crypto";

/**
 * A fingerprint of 16 hex digits that identifies a finding. Approvals are stored by it, so `parts` must contain what
 * the finding is about (rule, path, object, the change itself), and nothing that changes with unrelated edits, such as
 * line numbers or times.
 */
export function fingerprint(parts: readonly string[]): string {
  // JSON keeps ["ab", "c"] and ["a", "bc"] apart.
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);
}
