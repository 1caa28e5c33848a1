import { isUtf8 } from "node:buffer";
import { readFileSync, statSync } from "node:fs";
import { MilestoneError, systemCode } from "../../model/errors.ts";

/** Larger than any text that people write by hand; such a file is refused without being read. */
export const LARGEST_FILE = 10 * 1024 * 1024;

/**
 * Reads a Markdown file whole, its byte order mark and line endings kept. At once: a milestone has up to a thousand of
 * them, and the way to a thread and back, four times a file, takes longer than the reading (30 µs).
 * @param name how the file is called in messages
 * @throws MilestoneError `plan` where it is no file, too large, no UTF-8, or holds NUL bytes; the message names file and line
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
    throw new MilestoneError("plan", `${name}:${lineOf(bytes, zero)}: a NUL byte at offset ${zero}: this is no text`, {
      hint: "Save the file as UTF-8 text.",
    });
  }
  return bytes.toString("utf8");
}

function readBytes(path: string, name: string): Buffer {
  try {
    const stats = statSync(path);
    if (!stats.isFile())
      throw new MilestoneError("plan", `${name}:1: this is no file`, { hint: "Put a Markdown file in its place." });
    if (stats.size > LARGEST_FILE) {
      const megabytes = (stats.size / 1024 / 1024).toFixed(1);
      throw new MilestoneError("plan", `${name}:1: ${megabytes} MB is too large (10 MB at most)`, {
        hint: "Take out what is no part of it, such as pasted logs.",
      });
    }
    return readFileSync(path);
  } catch (error) {
    if (systemCode(error) === "ENOENT")
      throw new MilestoneError("plan", `${name}: there is no such file`, { hint: `Write ${name}.`, cause: error });
    if (systemCode(error) === "EACCES")
      throw new MilestoneError("plan", `${name}: may not be read`, {
        hint: "Grant read access to the file.",
        cause: error,
      });
    throw error;
  }
}

/** `bytes` is known to be invalid: the longest valid beginning is found by halving. */
function firstInvalidByte(bytes: Buffer): number {
  let [valid, invalid] = [0, bytes.length];
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1;
    if (isUtf8(bytes.subarray(0, startOfCharacter(bytes, middle)))) valid = middle;
    else invalid = middle;
  }
  return startOfCharacter(bytes, valid);
}

/** Steps back over at most three continuation bytes, so that no character is cut in half. */
function startOfCharacter(bytes: Buffer, at: number): number {
  let start = at;
  while (start > 0 && at - start < 3 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start -= 1;
  return start;
}

function lineOf(bytes: Buffer, offset: number): number {
  let line = 1;
  for (let at = bytes.indexOf(10); at >= 0 && at < offset; at = bytes.indexOf(10, at + 1)) line += 1;
  return line;
}
