import type { ChangeKind, FileChange } from "./diff.ts";

/** A change with the blobs it is between; undefined on the side where there is no file. */
export interface Change extends FileChange {
  readonly oldId: string | undefined;
  readonly newId: string | undefined;
}

/** Reads `git diff --raw --numstat -z --no-abbrev`, and hands back what follows it (the patches). */
export function parseChanges(output: Buffer): { readonly changes: readonly Change[]; readonly rest: Buffer } {
  const fields = new Fields(output);
  const raw: Omit<Change, "added" | "removed">[] = [];
  while (fields.peek() === ":") raw.push(rawRecord(fields));
  const changes = raw.map((change) => {
    const [added = "-", removed = "-", path = ""] = fields.next().split("\t");
    // Renames and copies name both paths, each in a field of its own.
    if (path === "") fields.skip(2);
    return { ...change, added: count(added), removed: count(removed) };
  });
  // An empty field stands between the numbers and the patches.
  if (fields.peek() === "\0") fields.skip(1);
  return { changes, rest: fields.rest() };
}

/** `:100644 100755 <id> <id> R100` and one or two paths. */
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
    oldId: present(oldId),
    newId: present(newId),
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

function present(id: string): string | undefined {
  return /^0*$/.test(id) ? undefined : id;
}

/** Binary files have `-` for numbers. */
function count(text: string): number | undefined {
  return text === "-" ? undefined : Number(text);
}

/** Fields ended by NUL, one after the other. */
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
