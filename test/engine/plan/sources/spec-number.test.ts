import { expect, test } from "vitest";
import { withGitHubNumber } from "../../../../src/engine/plan/sources/spec-number.ts";

test.each([
  [
    "a key without a value gets one",
    "---\ntitle: A\ngithub_issue:\npriority: P1\n---\n# A\n",
    "---\ntitle: A\ngithub_issue: 7\npriority: P1\n---\n# A\n",
  ],
  ["a value that is not a number is replaced", "---\ngithub_issue: TBD\n---\n", "---\ngithub_issue: 7\n---\n"],
  [
    "a missing key is added, with the line ends of the file",
    "---\r\ntitle: A\r\n---\r\n# A\r\n",
    "---\r\ntitle: A\r\ngithub_issue: 7\r\n---\r\n# A\r\n",
  ],
  ["a file without front matter gets some", "# A\n\n---\n\nb\n", "---\ngithub_issue: 7\n---\n\n# A\n\n---\n\nb\n"],
  ["a byte order mark stays first", "\uFEFF# A\n", "\uFEFF---\ngithub_issue: 7\n---\n\n# A\n"],
  ["an existing number stays", '---\ngithub_issue: "#12"\n---\n', '---\ngithub_issue: "#12"\n---\n'],
])("%s", (_, before, after) => {
  expect(withGitHubNumber(before, 7)).toBe(after);
  expect(withGitHubNumber(after, 7)).toBe(after);
});
