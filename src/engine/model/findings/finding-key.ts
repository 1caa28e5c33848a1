// Apart from the schemas beside it, so that a screen can be drawn without loading those.
import type { ReviewFinding } from "./review.ts";

/** The same for the same remark, whoever makes it again. */
export function findingKey({ title, file, line }: ReviewFinding): string {
  return JSON.stringify([title, file, line ?? null]);
}
