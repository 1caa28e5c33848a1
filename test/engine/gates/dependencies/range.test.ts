import { expect, test } from "vitest";
import { isPin, isWithin } from "../../../../src/engine/gates/dependencies/range.ts";

test.each<[Parameters<typeof isWithin>[0], string, string, boolean]>([
  ["pypi", ">=0.5,<2", "1.9.3", true],
  ["pypi", ">=0.5,<2", "2.0", false],
  ["pypi", "~=1.4.2", "1.4.9", true],
  ["pypi", "~=1.4.2", "1.5.0", false],
  ["pypi", "==1.*", "1.7", true],
  ["pypi", ">=1,!=1.5", "1.5", false],
  ["npm", ">=1", "3.0.0", true],
  ["npm", "^1.2.3", "1.9.0", true],
  ["npm", "^1.2.3", "2.0.0", false],
  ["npm", "^0.2.3", "0.3.0", false],
  ["npm", "~1.2", "1.2.9", true],
  ["npm", "1.x || 3.x", "3.1.0", true],
  ["npm", ">=1 <2", "2.1.0", false],
  ["npm", "1", "1.4.0", true],
  ["npm", "next", "3.0.0", false],
  ["npm", ">=1", "3.0.0-beta.1", false],
  ["npm", "*", "3.0.0", true],
  ["cargo", "1.2", "1.9.0", true],
  ["cargo", "0.4", "0.5.0", false],
  ["rubygems", "~> 2.1", "2.9.0", true],
  ["maven", "[1,2)", "1.5", false],
])("%s %s contains %s: %s", (ecosystem, spec, version, expected) => {
  expect(isWithin(ecosystem, spec, version)).toBe(expected);
});

test.each<[Parameters<typeof isPin>[0], string, boolean]>([
  ["pypi", "==1.0", true],
  ["pypi", "==1.*", false],
  ["pypi", ">=1", false],
  ["npm", "1.0.0", true],
  ["npm", "1.0", false],
  ["npm", "^1.0.0", false],
  ["go", "v1.2.3", true],
  ["maven", "[1,2)", false],
])("%s %s is a pin: %s", (ecosystem, spec, expected) => {
  expect(isPin(ecosystem, spec)).toBe(expected);
});
