// Findings about a file as a whole.
import { fingerprint } from "../fingerprint.ts";
import type { GateFinding } from "../../model/findings/gate-finding.ts";
import { READ_AND_APPROVE } from "./ruling.ts";

/** Existing databases keep the effects of the migration, and new databases never get them. */
export function deletedMigration(path: string, text: string): GateFinding {
  return fileFinding(
    "deleted-migration",
    "breaking",
    path,
    text,
    "Deletes a migration that may have run already",
    "Restore the file, and undo its changes in a new migration.",
    "Databases that ran it and new ones drift apart",
  );
}

/** Databases that have run the migration do not run it again. */
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
    "Restore the file, and make the change in a new migration.",
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
    READ_AND_APPROVE,
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
