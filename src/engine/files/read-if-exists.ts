import { readFile } from "node:fs/promises";
import { systemCode } from "../model/errors.ts";

/**
 * Reads a UTF-8 file; undefined where it does not exist (ENOENT, ENOTDIR).
 * @throws every other error of the file system
 */
export async function readIfExists(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(systemCode(error) ?? "")) return undefined;
    throw error;
  }
}
