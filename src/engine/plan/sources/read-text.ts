import { isUtf8 } from "node:buffer";
import { readFileSync, statSync } from "node:fs";
import { MilestoneError, systemCode } from "../../model/errors.ts";

/** The largest file that is read, in bytes; larger than any text that people write by hand. */
const MAX_BYTES = 10 * 1024 * 1024;

/**
 * Reads a whole Markdown file, with its byte order mark and line ends. Reads synchronously: a milestone has up to a
 * thousand such files, and the four thread switches of an asynchronous read take longer than the read itself (30 µs).
 * @param name the file's name in messages
 * @throws MilestoneError `plan` where the path is missing, not a file, not readable, larger than 10 MB, not UTF-8, or
 *   has NUL bytes; for bad bytes the message names the line
 */
export function readText(path: string, name: string): string {
  const bytes = readBytes(path, name);
  if (!isUtf8(bytes)) {
    const at = firstInvalidByte(bytes);
    const byte = bytes[at]?.toString(16).toUpperCase().padStart(2, "0") ?? "??";
    throw new MilestoneError("plan", `${name}:${lineOf(bytes, at)}: not UTF-8 (byte 0x${byte} at offset ${at})`, {
      hint: "Save the file as UTF-8.",
    });
  }
  const zero = bytes.indexOf(0);
  if (zero >= 0) {
    throw new MilestoneError(
      "plan",
      `${name}:${lineOf(bytes, zero)}: a NUL byte at offset ${zero}: this is not a text file`,
      {
        hint: "Save the file as UTF-8 text.",
      },
    );
  }
  return bytes.toString("utf8");
}

function readBytes(path: string, name: string): Buffer {
  try {
    const stats = statSync(path);
    if (!stats.isFile())
      throw new MilestoneError("plan", `${name}:1: this is not a file`, { hint: "Put a Markdown file in its place." });
    if (stats.size > MAX_BYTES) {
      const megabytes = (stats.size / 1024 / 1024).toFixed(1);
      throw new MilestoneError("plan", `${name}:1: ${megabytes} MB is too large (10 MB at most)`, {
        hint: "Remove what does not belong in it, such as pasted logs.",
      });
    }
    return readFileSync(path);
  } catch (error) {
    if (systemCode(error) === "ENOENT")
      throw new MilestoneError("plan", `${name}: there is no such file`, { hint: `Write ${name}.`, cause: error });
    if (systemCode(error) === "EACCES")
      throw new MilestoneError("plan", `${name}: no permission to read it`, {
        hint: "Grant read access to the file.",
        cause: error,
      });
    throw error;
  }
}

/** Finds the first invalid byte by binary search for the longest valid prefix. `bytes` must be invalid UTF-8. */
function firstInvalidByte(bytes: Buffer): number {
  let [valid, invalid] = [0, bytes.length];
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1;
    if (isUtf8(bytes.subarray(0, startOfCharacter(bytes, middle)))) valid = middle;
    else invalid = middle;
  }
  return startOfCharacter(bytes, valid);
}

/** Moves an offset back to the start of its character, over at most three continuation bytes. */
function startOfCharacter(bytes: Buffer, at: number): number {
  let start = at;
  while (start > 0 && at - start < 3 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start -= 1;
  return start;
}

/** Returns the line of an offset, from 1. */
function lineOf(bytes: Buffer, offset: number): number {
  let line = 1;
  for (let at = bytes.indexOf(10); at >= 0 && at < offset; at = bytes.indexOf(10, at + 1)) line += 1;
  return line;
}
