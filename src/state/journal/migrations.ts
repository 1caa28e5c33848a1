import { MilestoneError } from "../../engine/model/errors.ts";

/** Version of the progress document. It is raised together with a migration from the version before. */
export const DOCUMENT_VERSION = 3;

type Document = Readonly<Record<string, unknown>>;

/** Migrations by the version that they start from. Each leads to the next version. */
const MIGRATIONS: Readonly<Record<number, (document: Document) => Document>> = {
  // Version 0 had at most one open question, since a run had one issue at a time.
  0: ({ progress, ...rest }) => {
    const { question, ...others } = isDocument(progress) ? progress : {};
    return {
      ...rest,
      progress: { ...others, questions: question === null || question === undefined ? [] : [question] },
    };
  },
  // Version 1 kept what an issue had spent in the record of the issue, and lost it together with the record.
  1: ({ progress, ...rest }) => {
    const issues = isDocument(progress) && isDocument(progress["issues"]) ? progress["issues"] : {};
    const spent = Object.entries(issues).flatMap(([id, issue]) => {
      const usage = isDocument(issue) ? issue["usage"] : undefined;
      return isDocument(usage) ? [[id, { ...usage, turns: 0, untold: { tokens: 0, usd: 0 } }] as const] : [];
    });
    return { ...rest, progress: { ...(isDocument(progress) ? progress : {}), spent: Object.fromEntries(spent) } };
  },
  // Version 2 had other names for the keys in `RENAMED`.
  2: ({ progress, ...rest }) => ({ ...rest, progress: withCurrentNames(progress) }),
};

/**
 * Migrates a progress document to the current version.
 * @throws MilestoneError `state-unreadable` for a document that a later version of the program wrote
 */
export function migrate(document: unknown, path: string): unknown {
  let current = document;
  for (
    let version = versionOf(current);
    version !== undefined && version !== DOCUMENT_VERSION;
    version = versionOf(current)
  ) {
    const step = MIGRATIONS[version];
    if (version > DOCUMENT_VERSION || step === undefined || !isDocument(current)) throw unknownVersion(path, version);
    current = { ...step(current), version: version + 1 };
  }
  return current;
}

function versionOf(document: unknown): number | undefined {
  return isDocument(document) && typeof document["version"] === "number" ? document["version"] : undefined;
}

function isDocument(value: unknown): value is Document {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function unknownVersion(path: string, version: number): MilestoneError {
  return new MilestoneError(
    "state-unreadable",
    `${path} has version ${version}; this milestone-tui knows versions 0 to ${DOCUMENT_VERSION}.`,
    { hint: "Use the milestone-tui that wrote it, or a later one." },
  );
}

/**
 * Keys of version 2 and their current names. Plan numbers are the only keys that come from the user, so no other key of
 * the document can have one of these names by accident.
 */
const RENAMED: Readonly<Record<string, string>> = {
  underway: "currentStep",
  bringing: "pendingMergeBase",
  heard: "acknowledgedReviews",
  untold: "unreported",
  mend: "hint",
};

function withCurrentNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withCurrentNames);
  if (!isDocument(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [RENAMED[key] ?? key, withCurrentNames(part)]));
}
