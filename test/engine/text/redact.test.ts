import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRedactor } from "../../../src/engine/text/redact.ts";

const SECRET = 's3cret/value+with=all&kinds of "signs"';
const redact = createRedactor([SECRET, "-----one line-----\nAnother Line 12345\n"]);

describe("a known value is hidden", () => {
  test.each([
    ["as it is", `x ${SECRET} y`],
    ["twice", `${SECRET}${SECRET}`],
    ["in base64", Buffer.from(SECRET).toString("base64")],
    ["in base64, after something", Buffer.from(`user:${SECRET}`).toString("base64")],
    ["in base64, after something else", Buffer.from(`me:${SECRET} and more`).toString("base64")],
    ["in base64 for URLs", Buffer.from(`a${SECRET}`).toString("base64url")],
    ["in a URL", `https://example.invalid/?key=${encodeURIComponent(SECRET)}`],
    ["in a URL with small letters", encodeURIComponent(SECRET).toLowerCase()],
    ["in JSON", JSON.stringify({ key: SECRET })],
    ["one of its lines", "in between Another Line 12345"],
  ])("%s", (_, text) => {
    const hidden = redact(text);
    expect(hidden).toContain("[redacted]");
    for (const piece of pieces(text === text.toLowerCase() ? SECRET.toLowerCase() : SECRET))
      expect(hidden).not.toContain(piece);
    expect(redact(hidden)).toBe(hidden);
  });

  test("wherever two chunks split it", () => {
    for (let cut = 1; cut < SECRET.length; cut++) {
      const [before, after] = [redact(`said: ${SECRET.slice(0, cut)}`), redact(`${SECRET.slice(cut)} end`)];
      expect(before + after).toContain("[redacted]");
      for (const piece of pieces(SECRET)) expect(before + after).not.toContain(piece);
    }
    expect(redact(SECRET.slice(5, 20))).toBe("[redacted]");
  });

  test("wherever it is broken into two lines", () => {
    for (let cut = 8; cut <= SECRET.length - 8; cut++) {
      expect(redact(`said:\n${SECRET.slice(0, cut)}\n${SECRET.slice(cut)}\nend`)).toBe(
        "said:\n[redacted]\n[redacted]\nend",
      );
    }
  });
});

test.each([
  "ghp_aB3dE6gH9jK2mN5pQ8sT1vW4yZ7aB3dE6gH9",
  "github_pat_11ABCDEFG0abcdefghijkl_mnopqrstuvwxyz",
  "glpat-aB3dE6gH9jK2mN5pQ8sT",
  "npm_aB3dE6gH9jK2mN5pQ8sT1vW4yZ7aB3dE6gH9",
  "sk-ant-api03-aB3dE6gH9jK2mN5pQ8sT1vW4yZ7",
  "AKIAIOSFODNN7EXAMPLE",
  "xoxb-123456789012-abcdefghijkl",
  "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P",
])("a token is recognized by its form: %s", (token) => {
  expect(redact(`Authorization: Bearer ${token}.`)).toBe("Authorization: Bearer [redacted].");
});

test("only the password of a URL is hidden", () => {
  expect(redact("postgres://ada:hunter2@db.example/notes")).toBe("postgres://ada:[redacted]@db.example/notes");
});

test.each(["✓ Tests: 47 passed", "https://example.invalid:8080/a@b", "skipped", "sk-", "a".repeat(100), ""])(
  "other text stays as it is: %s",
  (text) => {
    expect(redact(text)).toBe(text);
  },
);

test("a secret is hidden wherever it is in a text", () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.string(),
      fc.string({ minLength: 8, unit: "grapheme-ascii" }),
      (before, after, secret) => {
        expect(createRedactor([secret])(`${before}${secret}${after}`)).not.toContain(secret);
      },
    ),
  );
});

/** All substrings of 9 characters of a secret. */
function pieces(secret: string): readonly string[] {
  return Array.from({ length: secret.length - 8 }, (_, at) => secret.slice(at, at + 9));
}
