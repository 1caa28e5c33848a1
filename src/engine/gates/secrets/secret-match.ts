/** A value in a text that looks like a secret. */
export interface SecretMatch {
  /** Stable id, e.g. `github`, `private-key`, `assignment`. */
  readonly rule: string;
  /** For people, e.g. `GitHub token`. */
  readonly what: string;
  /** The secret in clear. It must be masked or hashed before it leaves this folder. */
  readonly value: string;
  /** Offset of the value in the text. */
  readonly start: number;
}
