import { constants } from "node:fs";
import { open } from "node:fs/promises";
import type { z } from "zod";
import { messageOf, systemCode } from "../../model/errors.ts";

/** A result larger than this is none. */
const LIMIT = 1024 * 1024;

export type ResultFile<T> =
  | { readonly state: "absent" }
  /** `reason` is one line. */
  | { readonly state: "invalid"; readonly reason: string }
  | { readonly state: "valid"; readonly value: T };

/** Reads what an agent wrote, as something from outside: whatever is wrong with it is a value, never a throw. */
export async function readResultFile<T>(path: string, schema: z.ZodType<T>): Promise<ResultFile<T>> {
  try {
    const bytes = await readPlainFile(path);
    return bytes === undefined ? { state: "absent" } : parseResult(bytes, schema);
  } catch (error) {
    return { state: "invalid", reason: systemCode(error) === "ELOOP" ? "it is a symbolic link" : messageOf(error) };
  }
}

/** The same for its bytes. */
export function parseResult<T>(bytes: Uint8Array, schema: z.ZodType<T>): ResultFile<T> {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    const parsed = schema.safeParse(JSON.parse(text));
    if (parsed.success) return { state: "valid", value: parsed.data };
    const issue = parsed.error.issues[0];
    return { state: "invalid", reason: `${issue?.path.join(".") || "the whole"}: ${issue?.message ?? "does not fit"}` };
  } catch (error) {
    return { state: "invalid", reason: messageOf(error).split("\n")[0] ?? "" };
  }
}

async function readPlainFile(path: string): Promise<Uint8Array | undefined> {
  // A link could lead anywhere, and a pipe would never end.
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
    (error: unknown) => {
      if (systemCode(error) === "ENOENT") return undefined;
      throw error;
    },
  );
  if (handle === undefined) return undefined;
  await using file = handle;
  const found = await file.stat();
  if (!found.isFile()) throw new Error("it is no plain file");
  if (found.size > LIMIT) throw new Error("it is larger than 1 MiB");
  return file.readFile();
}
