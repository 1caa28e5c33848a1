import { readFileSync } from "node:fs";
import { systemCode } from "../model/errors.ts";

/**
 * The text of a file of a few lines, such as a ref, a lock or an answer; undefined where there is none. Read at once:
 * dozens of them are read for an issue, and the way to a thread and back takes ten times as long as the reading (20 µs).
 */
export function readSmallFile(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "EISDIR"].includes(systemCode(error) ?? "")) return undefined;
    throw error;
  }
}
