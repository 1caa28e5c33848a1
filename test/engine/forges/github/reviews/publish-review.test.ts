import { describe, expect, it } from "vitest";
import { commentableLines } from "../../../../../src/engine/forges/github/reviews/diff-lines.ts";
import type { ReviewFinding } from "../../../../../src/engine/model/findings/review.ts";
import { NO_SUCH_FIELD } from "../../../../support/github/faults.ts";
import { project } from "../../../../support/github/feature.ts";
import { forgeOn, newPull, signal } from "../../../../support/github/forge-on.ts";
import { startGitHub } from "../../../../support/github/start-github.ts";

const NEW_LINES = Array.from({ length: 12 }, (_, i) => (i === 0 ? "changed\n" : `line ${i + 1}\n`)).join("");
const inDiff: ReviewFinding = {
  title: "Missing docstring",
  file: "app.txt",
  line: 1,
  severity: "warning",
  detail: "Say what it does.",
};
const farOff: ReviewFinding = { title: "Unused import", file: "app.txt", line: 12, severity: "warning", detail: "" };
const elsewhere: ReviewFinding = {
  title: "Wrong idea",
  file: "",
  line: undefined,
  severity: "critical",
  detail: "The spec says otherwise.",
};

async function opened() {
  const github = await startGitHub();
  const repository = project(github);
  const commit = repository.feature("feat/a", { "app.txt": NEW_LINES });
  const forge = forgeOn(github);
  await forge.openPull(newPull("feat/a", commit), signal);
  return { github, repository, forge };
}

describe("the review by the program", () => {
  it("has comments on the lines of the diff and all findings in its body", async () => {
    const { github, forge } = await opened();
    await forge.review(1, [inDiff, farOff, elsewhere], signal);
    expect(github.comments(1)).toMatchObject([
      {
        path: "app.txt",
        line: 1,
        body: expect.stringContaining("**warning:** Missing docstring\n\nSay what it does."),
      },
    ]);
    const [review, ...others] = github.reviews(1);
    expect(others).toEqual([]);
    expect(review).toMatchObject({
      state: "COMMENTED",
      body: expect.stringMatching(
        new RegExp(
          "3 issues[^]*Missing docstring — `app.txt#L1`[^]*Unused import — `app.txt#L12`[^]*" +
            String.raw`\*\*critical:\*\* Wrong idea\n\n {3}The spec`,
        ),
      ),
    });
  });

  it("is updated, also by another run, when findings are fixed, are new or come back", async () => {
    const { github, repository, forge } = await opened();
    await forge.review(1, [inDiff], signal);
    repository.feature("feat/a", { "new.txt": "one\ntwo\n" }, "feat/a");
    const fresh: ReviewFinding = { ...inDiff, title: "No test", file: "new.txt", line: 2 };
    await forgeOn(github).review(1, [fresh], signal);
    expect(github.reviews(1).filter(({ body }) => body !== "")).toMatchObject([
      { body: expect.stringMatching(/1 issue\n[^]*No test/) },
    ]);
    expect(github.comments(1)).toMatchObject([
      { body: expect.stringMatching(/^✓ \*\*No longer found\*\*[^]*Missing docstring/) },
      { path: "new.txt", line: 2 },
    ]);
    await forge.review(1, [inDiff], signal);
    expect(github.comments(1).map(({ body }) => body.startsWith("✓"))).toEqual([false, true]);
    await forge.review(1, [], signal);
    expect(github.comments(1).map(({ body }) => body.startsWith("✓"))).toEqual([true, true]);
    expect(github.reviews(1)[0]?.body).toContain("no issues found");
  });

  it("is not created without findings", async () => {
    const { github, forge } = await opened();
    await forge.review(1, [], signal);
    expect(github.reviews(1)).toEqual([]);
  });

  it.each([
    ["the answer was lost", { reset: "after" as const }],
    ["GitHub answered 503 although it created the review", { status: 503, done: true }],
    ["GitHub answered 500", { status: 500 }],
    [
      "a line is no longer in the diff",
      { status: 422, body: { message: "Unprocessable Entity", errors: ["Line could not be resolved"] } },
    ],
  ])("exists once although %s", async (_, fault) => {
    const { github, forge } = await opened();
    github.faults.add({ method: "POST", path: /\/reviews$/, ...fault });
    await forge.review(1, [inDiff], signal);
    expect(github.reviews(1)).toHaveLength(1);
    expect(github.comments(1).length).toBe("body" in fault ? 0 : 1);
  });
});

describe("a review that GitHub does not let the program change", () => {
  it("stays unchanged, and new findings go into another review", async () => {
    const { github, forge } = await opened();
    await forge.review(1, [inDiff], signal);
    github.faults.add({
      method: "PUT",
      path: /\/reviews\//,
      status: 422,
      body: { message: "Validation failed" },
      times: 2,
    });
    await forge.review(1, [farOff], signal);
    await forge.review(1, [], signal);
    expect(github.reviews(1)).toMatchObject([
      { body: expect.stringContaining("Missing docstring") },
      { body: expect.stringContaining("Unused import") },
    ]);
  });
});

describe("reviews by people", () => {
  it.each(["with", "without"])(
    "are read %s GraphQL: each person's latest review counts, and change requests become findings",
    async (graphql) => {
      const { github, forge } = await opened();
      if (graphql === "without") github.faults.add(NO_SUCH_FIELD);
      const reviews = "/repos/acme/shop/pulls/1/reviews";
      expect((await forge.status(1, signal)).reviews).toEqual({ approvedBy: [], changesRequestedBy: [], findings: [] });
      await forge.review(1, [inDiff], signal);
      await github.as("other-token", "POST", reviews, {
        event: "REQUEST_CHANGES",
        body: "Please rename\nIt is confusing.",
        comments: [{ path: "app.txt", line: 1, side: "RIGHT", body: "here" }],
      });
      expect((await forge.status(1, signal)).reviews).toEqual({
        approvedBy: [],
        changesRequestedBy: ["colleague"],
        findings: [
          { title: "Please rename", file: "", line: undefined, severity: "critical", detail: "It is confusing." },
          { title: "here", file: "app.txt", line: 1, severity: "critical", detail: "" },
        ],
      });
      await github.as("other-token", "POST", reviews, { event: "APPROVE" });
      await github.as("other-token", "POST", reviews, { event: "COMMENT", body: "thanks" });
      expect((await forge.status(1, signal)).reviews).toEqual({
        approvedBy: ["colleague"],
        changesRequestedBy: [],
        findings: [],
      });
    },
  );
});

describe("the lines that accept comments", () => {
  it.each([
    ["@@ -1,3 +1,4 @@ head\n line\n-old\n+new\n+newer\n line", [1, 2, 3, 4]],
    ["@@ -0,0 +1,2 @@\n+a\n+b\n\\ No newline at end of file", [1, 2]],
    ["@@ -1 +0,0 @@\n-gone", []],
    ["@@ -1 +1 @@\n-a\n+b\n@@ -10,2 +10,2 @@\n c\n-d\n+e", [1, 10, 11]],
    ["", []],
  ])("of %j", (patch, lines) => {
    expect([...commentableLines(patch)]).toEqual(lines);
  });
});
