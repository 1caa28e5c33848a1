// Reduces git's error output to the line that names the cause.
import { MilestoneError } from "../../model/errors.ts";

/** The remote did not answer, or refused access. */
export class RemoteError extends MilestoneError {
  /** One line in git's own words, e.g. `Permission denied (publickey)`. */
  readonly reason: string;
  /** The whole error output of git. */
  readonly detail: string;

  constructor(reason: string, detail: string) {
    super("git", `The remote did not answer: ${reason}`, {
      hint: "See that `git ls-remote` works in the repository, then run it again.",
      cause: detail,
    });
    this.reason = reason;
    this.detail = detail;
  }
}

/** In order of priority: the first match is the cause, the lines of the other patterns are its consequences. */
const CAUSES: readonly RegExp[] = [
  /\b(Permission denied \([^)]*\))/,
  /^(Host key verification failed)/m,
  /\b(Could not resolve (?:hostname|host:) [^\s:]+)/,
  /\b(Connection refused|Connection timed out|Connection reset by peer|Network is unreachable|No route to host)/,
  /^fatal: (Authentication failed for .*)$/m,
  /^fatal: (could not read (?:Username|Password) for .*?)(?:: terminal prompts disabled)?$/m,
  /^remote: error: (GH\d+: .*)$/m,
  /\b(The requested URL returned error: \d+)/,
  /^(?:ERROR|remote: ERROR): (.*)$/m,
  /^fatal: (?!Could not read from remote|the remote end hung up|expected flush)(.*)$/m,
  /^error: (?!failed to push some refs)(.*)$/m,
  /^fatal: (.*)$/m,
];

/** Returns the line of git's standard error that names the cause, without prefix and period. */
export function reasonOf(stderr: string): string | undefined {
  for (const cause of CAUSES) {
    const found = cause.exec(stderr)?.[1];
    if (found !== undefined) return found.trim().replace(/\.$/, "");
  }
  return stderr
    .split("\n")
    .find((line) => line.trim() !== "")
    ?.trim();
}

/** Removes user names and passwords from the URLs in a text. */
export function withoutCredentials(text: string): string {
  return text.replace(/(\w+:\/\/)[^/\s@'"]+@/g, "$1");
}
