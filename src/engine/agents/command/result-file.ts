import { constants } from "node:fs";
import { open } from "node:fs/promises";
import type { z } from "zod";
import { messageOf, systemCode } from "../../model/errors.ts";

/** A larger result file is invalid; in bytes. */
const MAX_BYTES = 1024 * 1024;

export type ResultFile<T> =
  | { readonly state: "absent" }
  /** `reason` is one line. */
  | { readonly state: "invalid"; readonly reason: string }
  | { readonly state: "valid"; readonly value: T };

/** Reads a file that an agent wrote. Never throws: every problem with the file is returned as `invalid`. */
export async function readResultFile<T>(path: string, schema: z.ZodType<T>): Promise<ResultFile<T>> {
  try {
    const bytes = await readRegularFile(path);
    return bytes === undefined ? { state: "absent" } : parseResult(bytes, schema);
  } catch (error) {
    return { state: "invalid", reason: systemCode(error) === "ELOOP" ? "it is a symbolic link" : messageOf(error) };
  }
}

/** Parses the content of a result file. Never throws. */
export function parseResult<T>(bytes: Uint8Array, schema: z.ZodType<T>): ResultFile<T> {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    const parsed = schema.safeParse(JSON.parse(text));
    if (parsed.success) return { state: "valid", value: parsed.data };
    const issue = parsed.error.issues[0];
    return {
      state: "invalid",
      reason: `${issue?.path.join(".") || "the top level"}: ${issue?.message ?? "does not match the schema"}`,
    };
  } catch (error) {
    return { state: "invalid", reason: messageOf(error).split("\n")[0] ?? "" };
  }
}

/** Returns undefined where the file does not exist. */
async function readRegularFile(path: string): Promise<Uint8Array | undefined> {
  // A symbolic link could lead anywhere, and reading a pipe might never end.
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
    (error: unknown) => {
      if (systemCode(error) === "ENOENT") return undefined;
      throw error;
    },
  );
  if (handle === undefined) return undefined;
  await using file = handle;
  const stats = await file.stat();
  if (!stats.isFile()) throw new Error("it is not a regular file");
  if (stats.size > MAX_BYTES) throw new Error("it is larger than 1 MiB");
  return file.readFile();
}
