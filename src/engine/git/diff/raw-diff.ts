import type { ChangeKind, FileChange } from "./diff.ts";

/** A change with the ids of the old and the new blob; undefined on a side without a file. */
export interface Change extends FileChange {
  readonly oldId: string | undefined;
  readonly newId: string | undefined;
}

/**
 * Parses the output of `git diff --raw --numstat -z --no-abbrev`, and returns the rest of it (the patches) unparsed.
 */
export function parseChanges(output: Buffer): { readonly changes: readonly Change[]; readonly rest: Buffer } {
  const fields = new Fields(output);
  const raw: Omit<Change, "added" | "removed">[] = [];
  while (fields.peek() === ":") raw.push(rawRecord(fields));
  const changes = raw.map((change) => {
    const [added = "-", removed = "-", path = ""] = fields.next().split("\t");
    // Renames and copies have both paths in separate fields.
    if (path === "") fields.skip(2);
    return { ...change, added: lineCount(added), removed: lineCount(removed) };
  });
  // An empty field separates the numbers from the patches.
  if (fields.peek() === "\0") fields.skip(1);
  return { changes, rest: fields.rest() };
}

/** Reads `:100644 100755 <id> <id> R100` and one or two paths. */
function rawRecord(fields: Fields): Omit<Change, "added" | "removed"> {
  const [oldMode = "", newMode = "", oldId = "", newId = "", status = ""] = fields.next().slice(1).split(" ");
  const kind = KINDS[status.charAt(0)] ?? "modified";
  const first = fields.next();
  const moved = kind === "renamed" || kind === "copied";
  return {
    path: moved ? fields.next() : first,
    oldPath: moved ? first : undefined,
    kind,
    oldMode,
    newMode,
    oldId: idUnlessZero(oldId),
    newId: idUnlessZero(newId),
  };
}

const KINDS: Readonly<Record<string, ChangeKind>> = {
  A: "added",
  M: "modified",
  D: "deleted",
  R: "renamed",
  C: "copied",
  T: "type-changed",
};

function idUnlessZero(id: string): string | undefined {
  return /^0*$/.test(id) ? undefined : id;
}

/** Git prints `-` instead of a number for binary files. */
function lineCount(text: string): number | undefined {
  return text === "-" ? undefined : Number(text);
}

/** Reads NUL-terminated fields in order. */
class Fields {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  peek(): string | undefined {
    return this.#at < this.#bytes.length ? this.#bytes.toString("latin1", this.#at, this.#at + 1) : undefined;
  }

  next(): string {
    const end = this.#bytes.indexOf(0, this.#at);
    const field = this.#bytes.toString("utf8", this.#at, end === -1 ? this.#bytes.length : end);
    this.#at = end === -1 ? this.#bytes.length : end + 1;
    return field;
  }

  skip(fields: number): void {
    for (let n = 0; n < fields; n++) this.next();
  }

  rest(): Buffer {
    return this.#bytes.subarray(this.#at);
  }
}
