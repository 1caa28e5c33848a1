// Kept apart from the schemas, so that the screen does not have to load them.
import type { ReviewFinding } from "./review.ts";

/** Identifies a review finding by its title and its place. The same finding, reported again, has the same key. */
export function findingKey({ title, file, line }: ReviewFinding): string {
  return JSON.stringify([title, file, line ?? null]);
}
