import { describe, expect, test } from "vitest";
import {
  isPlaceholder,
  issueId,
  milestoneOfFolder,
  parseGitHubNumber,
  parseIssueNumber,
  parseMilestoneId,
} from "../../../src/engine/plan/ids.ts";

describe("ids", () => {
  test.each([
    ["m3", "m3"],
    ["M3", "m3"],
    ["3", "m3"],
    ["m03", "m3"],
    ["m4.1", "m4.1"],
    ["M4.1", "m4.1"],
    ["4.1", "m4.1"],
    [" m3 ", "m3"],
    ["", undefined],
    ["m", undefined],
    ["m3-user-auth", undefined],
    ["4.", undefined],
    ["m3;rm", undefined],
    ["../m3", undefined],
  ])("milestone %o → %o", (text, id) => expect(parseMilestoneId(text)).toBe(id));

  test.each([
    ["m3", "m3"],
    ["M3", "m3"],
    ["m3-user-auth", "m3"],
    ["M03_x", "m3"],
    ["m4.1 users", "m4.1"],
    ["m31", "m31"],
    ["03-notes", undefined],
    ["mine", undefined],
  ])("folder %o → %o", (name, id) => expect(milestoneOfFolder(name)).toBe(id));

  test.each([
    ["#01", 1],
    ["01", 1],
    ["1", 1],
    ["Issue 01", 1],
    ["Issue #12", 12],
    ["104", 104],
    ["TBD", undefined],
    ["M2 #04", undefined],
    ["1a", undefined],
    ["-1", undefined],
  ])("issue %o → %o", (text, number) => expect(parseIssueNumber(text)).toBe(number));

  test.each([
    ["#101", 101],
    ["101", 101],
    ["GH-101", 101],
    ["GitHub #101", 101],
    ["o/r#101", 101],
    ["https://github.com/o/r/issues/101", 101],
    ["https://github.com/o/r/issues/101#comment", 101],
    ["TBD", undefined],
    ["0", undefined],
    ["#x", undefined],
  ])("GitHub %o → %o", (text, number) => expect(parseGitHubNumber(text)).toBe(number));

  test("issue numbers are formatted with at least two digits", () =>
    expect([1, 12, 104].map(issueId)).toEqual(["01", "12", "104"]));

  test("empty cells and words such as TBD are placeholders", () => {
    expect(["", "—", "-", "None", "none.", "N/A", "TBD", " "].filter((text) => !isPlaceholder(text))).toEqual([]);
    expect(["0", "#01", "no one"].filter(isPlaceholder)).toEqual([]);
  });
});
