// Reads branches from git's files without starting a process.
import { join } from "node:path";
import { readSmallFile } from "../../files/small-file.ts";

export type Ref =
  | { readonly kind: "commit"; readonly commit: string }
  | { readonly kind: "none" }
  /** The files do not suffice; git must be started. */
  | { readonly kind: "unknown" };

export interface Head {
  /** Undefined where HEAD is detached. */
  readonly branch: string | undefined;
  readonly commit: string;
}

const OBJECT_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

export function isObjectId(text: string): boolean {
  return OBJECT_ID.test(text);
}

/** Returns the commit of a full ref name (`refs/heads/…`), loose or packed. Follows symbolic refs. */
export function readRef(commonDir: string, name: string, depth = 0): Ref {
  if (name.split("/").includes("..") || depth > 5) return { kind: "unknown" };
  const loose = readSmallFile(join(commonDir, name))?.trim();
  if (loose?.startsWith("ref: ")) return readRef(commonDir, loose.slice("ref: ".length), depth + 1);
  if (loose !== undefined) return isObjectId(loose) ? { kind: "commit", commit: loose } : { kind: "unknown" };
  if (readSmallFile(join(commonDir, "reftable/tables.list")) !== undefined) return { kind: "unknown" };
  return readPacked(commonDir, name);
}

/** Returns a function that reads the commit of a full ref name; undefined where the files name none. */
export function refReader(commonDir: string): (name: string) => string | undefined {
  return (name) => {
    const ref = readRef(commonDir, name);
    return ref.kind === "commit" ? ref.commit : undefined;
  };
}

/**
 * Returns HEAD of a checkout; undefined where its files do not suffice.
 * @param gitDir git folder of the checkout
 */
export function readHead(commonDir: string, gitDir: string): Head | undefined {
  const text = readSmallFile(join(gitDir, "HEAD"))?.trim();
  if (text === undefined) return undefined;
  if (isObjectId(text)) return { branch: undefined, commit: text };
  const name = /^ref: (refs\/heads\/.+)$/.exec(text)?.[1];
  const ref = name === undefined ? undefined : readRef(commonDir, name);
  return name !== undefined && ref?.kind === "commit"
    ? { branch: name.slice("refs/heads/".length), commit: ref.commit }
    : undefined;
}

/** Returns the name of the ref that a symbolic ref (e.g. `refs/remotes/origin/HEAD`) points to. */
export function readSymbolicRef(commonDir: string, name: string): string | undefined {
  return /^ref: (.+)$/.exec(readSmallFile(join(commonDir, name))?.trim() ?? "")?.[1];
}

function readPacked(commonDir: string, name: string): Ref {
  const packed = readSmallFile(join(commonDir, "packed-refs")) ?? "";
  const line = packed.split("\n").find((line) => line.endsWith(` ${name}`));
  const commit = line?.slice(0, line.indexOf(" "));
  return commit !== undefined && isObjectId(commit) ? { kind: "commit", commit } : { kind: "none" };
}
