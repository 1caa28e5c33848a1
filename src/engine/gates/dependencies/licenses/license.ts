/** A license as its package states it, and its SPDX expression where that is unambiguous. */
export interface License {
  /** For people, e.g. `GPL-3.0`; `no licence stated`. */
  readonly shown: string;
  /** Undefined where no license is stated or it cannot be read. */
  readonly expression: string | undefined;
}

/** The verdict of the policy on a license. `weak` means copyleft that covers only the package itself. */
export type LicenseVerdict = "allowed" | "weak" | "unknown" | "denied";
