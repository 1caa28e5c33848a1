// Git's own words, cut down to the line that tells a person what went wrong.
import { MilestoneError } from "../../model/errors.ts";

/** The remote did not answer, or refused us. */
export class RemoteError extends MilestoneError {
  /** Git's own line, e.g. `Permission denied (publickey)`. */
  readonly reason: string;
  /** All that git said. */
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

/** In order: the first that is found is the cause, the others are its consequences. */
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

/** The line of git's standard error that names the cause, without prefix and full stop. */
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

/** URLs without user names and passwords. */
export function withoutCredentials(text: string): string {
  return text.replace(/(\w+:\/\/)[^/\s@'"]+@/g, "$1");
}
