import { readFileSync } from "node:fs";
import { systemCode } from "../model/errors.ts";

/**
 * Reads a file of a few lines, such as a ref, a lock or an answer; undefined where there is no file at the path. Reads
 * synchronously: an issue reads dozens of such files, and an asynchronous read takes ten times as long as the 20 µs of
 * this one.
 * @throws every error but ENOENT, ENOTDIR and EISDIR
 */
export function readSmallFile(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "EISDIR"].includes(systemCode(error) ?? "")) return undefined;
    throw error;
  }
}
