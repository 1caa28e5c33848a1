/**
 * The labels that the program puts on pull requests, with their colors as six hex digits without `#`, as GitHub expects
 * them.
 */
export const LABEL_COLORS = {
  "needs-human": "B60205",
  "needs-db-review": "D93F0B",
  "needs-dep-review": "FBCA04",
  "sensitive-review": "B60205",
  "needs-test-review": "1D76DB",
  "lockfile-update": "C5DEF5",
  "auto-skipped": "FFA500",
} as const;

export type Label = keyof typeof LABEL_COLORS;
