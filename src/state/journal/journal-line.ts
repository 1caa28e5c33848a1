import { crc32 } from "node:zlib";
import { EVENT_VERSION, type Fact, type Stamped } from "../../engine/model/events.ts";

/** One fact as a line of the journal: `<crc32, 8 hex digits> <json>\n`. */
export function encodeLine(fact: Stamped<Fact>): string {
  const json = JSON.stringify(fact);
  return `${checksum(json)} ${json}\n`;
}

export type DecodedLine =
  | { readonly state: "good"; readonly fact: Stamped<Fact> }
  | { readonly state: "damaged" }
  /** Whole, and written by a version of the program that knows more than this one. */
  | { readonly state: "newer" };

/** @param line without its line end */
export function decodeLine(line: Uint8Array): DecodedLine {
  const text = Buffer.from(line.buffer, line.byteOffset, line.byteLength);
  const json = text.subarray(9);
  if (text.length < 10 || text.toString("latin1", 0, 9) !== `${checksum(json)} `) return { state: "damaged" };
  const value = parsed(json.toString("utf8"));
  if (!isStamped(value)) return { state: "damaged" };
  return value.v > EVENT_VERSION ? { state: "newer" } : { state: "good", fact: value };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function checksum(json: string | Uint8Array): string {
  return crc32(json).toString(16).padStart(8, "0");
}

/** The checksum already says that these are the bytes once written; this says that they were written by us. */
function isStamped(value: unknown): value is Stamped<Fact> {
  return (
    typeof value === "object" &&
    value !== null &&
    "v" in value &&
    typeof value.v === "number" &&
    "seq" in value &&
    Number.isSafeInteger(value.seq) &&
    "at" in value &&
    typeof value.at === "string" &&
    "type" in value &&
    typeof value.type === "string"
  );
}
