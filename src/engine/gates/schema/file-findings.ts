// Findings about a file as a whole.
import { fingerprint } from "../fingerprint.ts";
import type { GateFinding } from "../gate.ts";

/** Databases that have run it keep what it did, and new ones never get it. */
export function deletedMigration(path: string, text: string): GateFinding {
  return fileFinding(
    "deleted-migration",
    "breaking",
    path,
    text,
    "Deletes a migration that may have run already",
    "Bring it back, and undo what it did in a new migration.",
    "Databases that ran it and new ones drift apart",
  );
}

/** Databases that have run it do not run it again. */
export function editedMigration(path: string, oldPath: string | undefined, text: string): GateFinding {
  const what =
    oldPath === undefined || oldPath === path
      ? "Edits a migration that may have run already"
      : `Renames a migration that may have run already (was ${oldPath})`;
  return fileFinding(
    "edited-migration",
    "breaking",
    path,
    text,
    what,
    "Leave it as it was, and make the change in a new migration.",
    "Databases that ran it and new ones drift apart",
  );
}

export function unreadableFile(path: string, problem: string): GateFinding {
  return fileFinding(
    "unreadable-file",
    "unknown",
    path,
    problem,
    `Cannot be judged: the migration is ${problem}`,
    "Read it, and approve it if it keeps data and running code whole.",
    "Unknown: it could not be read",
  );
}

function fileFinding(
  rule: string,
  verdict: string,
  file: string,
  identity: string,
  message: string,
  remedy: string,
  risk: string,
): GateFinding {
  return {
    gate: "schema",
    rule,
    tier: "hard",
    verdict,
    file,
    line: undefined,
    object: file,
    message,
    remedy,
    fingerprint: fingerprint(["schema", rule, file, identity]),
    note: { kind: "migration", statement: rule.replaceAll("-", " "), risk },
  };
}
