/** What a test run came to. Counts are absent where nothing could be read but the exit code. */
export interface TestResult {
  readonly passed: boolean;
  readonly counts: TestCounts | undefined;
  /** Names of the failed tests, in the order they ran. */
  readonly failed: readonly string[];
  /** The end of what the command printed, for the fix and for the screen. */
  readonly tail: string;
  /** Why there is no result at all: the command is missing, or its time was up. */
  readonly problem: string | undefined;
}

export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}
