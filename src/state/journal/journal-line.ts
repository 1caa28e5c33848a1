import { crc32 } from "node:zlib";
import { EVENT_VERSION, type Stamped } from "../../engine/model/events.ts";
import { checkFact } from "./fact-of.ts";
import type { Fact } from "../../engine/model/facts.ts";

/** One fact as a line of the journal: `<crc32, 8 hex digits> <json>\n`. */
export function encodeLine(fact: Stamped<Fact>): string {
  const json = JSON.stringify(fact);
  return `${checksum(json)} ${json}\n`;
}

export type DecodedLine =
  | { readonly state: "good"; readonly fact: Stamped<Fact> }
  | { readonly state: "damaged" }
  /** Whole, and not a fact as this version knows it. */
  | { readonly state: "unfit"; readonly problem: string }
  /** Whole, and written by a version of the program that knows more than this one. */
  | { readonly state: "newer" };

/** @param line without its line end */
export function decodeLine(line: Uint8Array): DecodedLine {
  const text = Buffer.from(line.buffer, line.byteOffset, line.byteLength);
  const json = text.subarray(9);
  if (text.length < 10 || text.toString("latin1", 0, 9) !== `${checksum(json)} `) return { state: "damaged" };
  const value = parsed(json.toString("utf8"));
  if (!isStamped(value)) return { state: "damaged" };
  if (value.v > EVENT_VERSION) return { state: "newer" };
  const checked = checkFact(value);
  return checked.ok ? { state: "good", fact: checked.fact } : { state: "unfit", problem: checked.problem };
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

/** The checksum says that these are the bytes once written; this says that the program wrote them. */
function isStamped(value: unknown): value is { readonly v: number; readonly seq: number; readonly type: string } {
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
