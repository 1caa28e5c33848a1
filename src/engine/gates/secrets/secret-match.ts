/** Something that looks like a secret, by its place in a text. */
export interface SecretMatch {
  /** Stable id, e.g. `github`, `private-key`, `assignment`. */
  readonly rule: string;
  /** For people, e.g. `GitHub token`. */
  readonly what: string;
  /** In clear: never to leave this folder but masked or hashed. */
  readonly value: string;
  /** Offset of the value in the text. */
  readonly start: number;
}
