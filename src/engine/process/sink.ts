/** Takes text that comes faster than it can be put away, and says so. */
export interface Sink {
  /** One line or several, without the last one's end. */
  write(text: string): void;
  /** Set where nothing more should come just now; settles when it may. Never rejects. */
  drained(): Promise<void> | undefined;
}
