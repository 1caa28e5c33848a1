import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sanitize, sanitizeLine } from "../../../src/engine/text/sanitize.ts";

describe("sanitize", () => {
  test.each([
    ["colors", "\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"],
    ["a title or clipboard command (OSC)", "\x1b]52;c;cm0=\x07", "\\x1b]52;c;cm0=\\x07"],
    ["the one-byte form of escape sequences", "\x9b2J\x9d0;t\x9c", "\\x9b2J\\x9d0;t\\x9c"],
    ["characters that reorder text", "a\u202ebc\u2066d\u200f", "a\\u202ebc\\u2066d\\u200f"],
    ["line separators", "a\u2028b\u2029", "a\\u2028b\\u2029"],
    ["a lone CR", "100%\rfake", "100%\\rfake"],
    ["NUL, backspace, DEL", "a\0\b\x7f", "a\\x00\\x08\\x7f"],
  ])("makes visible: %s", (_, text, shown) => {
    expect(sanitize(text)).toBe(shown);
  });

  test.each([
    ["tabs and line feeds", "a\tb\nc"],
    ["letters, signs, emoji with joiners", "Ümläut 日本 👩‍💻 ⚠️ ✓ שלום"],
    ["text that looks escaped already", "\\x1b[31m"],
  ])("leaves alone: %s", (_, text) => {
    expect(sanitize(text)).toBe(text);
  });

  test("turns CRLF into a line feed", () => {
    expect(sanitize("a\r\nb\r\r\n")).toBe("a\nb\\r\n");
  });

  test("of a line returns a single line", () => {
    expect(sanitizeLine("a\r\nb\nc")).toBe("a\\nb\\nc");
  });

  const hostile = fc.string({
    unit: fc.oneof(
      fc.nat({ max: 0x9f }).map((code) => String.fromCharCode(code)),
      fc.constantFrom("\r\n", "\u202e", "\u2069", "a"),
      fc.string({ unit: "binary" }),
    ),
  });

  test("never leaves a control character in any text", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(/[^\P{Cc}\t\n]/u.test(sanitize(text))).toBe(false);
        expect(/\p{Bidi_Control}/u.test(sanitize(text))).toBe(false);
        expect(sanitizeLine(text)).not.toContain("\n");
      }),
    );
  });

  test("applied twice gives the same text", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(sanitize(sanitize(text))).toBe(sanitize(text));
        expect(sanitizeLine(sanitize(text))).toBe(sanitizeLine(text));
      }),
    );
  });
});
