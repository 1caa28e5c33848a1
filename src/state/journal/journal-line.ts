import { crc32 } from "node:zlib";
import { EVENT_VERSION, type Stamped } from "../../engine/model/events.ts";
import { checkFact } from "./fact-of.ts";
import type { Fact } from "../../engine/model/facts.ts";

/** Formats a fact as a line of the journal: `<crc32, 8 hex digits> <json>\n`. */
export function encodeLine(fact: Stamped<Fact>): string {
  const json = JSON.stringify(fact);
  return `${checksum(json)} ${json}\n`;
}

export type DecodedLine =
  | { readonly state: "good"; readonly fact: Stamped<Fact> }
  | { readonly state: "damaged" }
  /** Undamaged, but not a fact that this version of the program knows. */
  | { readonly state: "unfit"; readonly problem: string }
  /** Undamaged, but written by a later version of the program. */
  | { readonly state: "newer" };

/** @param line without its line end */
export function decodeLine(line: Uint8Array): DecodedLine {
  const text = Buffer.from(line.buffer, line.byteOffset, line.byteLength);
  const json = text.subarray(9);
  if (text.length < 10 || text.toString("latin1", 0, 9) !== `${checksum(json)} `) return { state: "damaged" };
  const value = parseJson(json.toString("utf8"));
  if (!isStamped(value)) return { state: "damaged" };
  if (value.v > EVENT_VERSION) return { state: "newer" };
  const checked = checkFact(value);
  return checked.ok ? { state: "good", fact: checked.fact } : { state: "unfit", problem: checked.problem };
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function checksum(json: string | Uint8Array): string {
  return crc32(json).toString(16).padStart(8, "0");
}

/** Checks that the value has the fields of a stamped event. The checksum only shows that its bytes are unchanged. */
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
