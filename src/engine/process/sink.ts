/** Receives text, with backpressure for writers that are faster than it. */
export interface Sink {
  /** One line or several, without the last line end. */
  write(text: string): void;
  /** Undefined where the sink takes more text now; otherwise a promise that settles when it does. Never rejects. */
  drained(): Promise<void> | undefined;
}
