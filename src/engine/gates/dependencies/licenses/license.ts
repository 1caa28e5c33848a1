/** A licence as its package states it, and as an SPDX expression where that is beyond doubt. */
export interface Licence {
  /** As people know it, e.g. `GPL-3.0`; `no licence stated`. */
  readonly shown: string;
  /** Undefined where nothing is stated, or nothing that can be read. */
  readonly expression: string | undefined;
}

/** What the policy makes of a licence: `weak` is copyleft that stays within the package itself. */
export type LicenceVerdict = "allowed" | "weak" | "unknown" | "denied";
