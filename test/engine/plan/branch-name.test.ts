import { expect, test } from "vitest";
import { branchOf, followsConvention, milestoneBranch, slugOf } from "../../../src/engine/plan/branch-name.ts";
import { issue } from "./plans.ts";

test.each([
  ["Add user login", "add-user-login"],
  ["Ünïcode: *Añadir* Straße", "unicode-anadir-stra-e"],
  ["Add `user_profiles` table (#3)", "add-user-profiles-table-3"],
  ["🚀", "issue"],
  ["", "issue"],
  ["日本語", "issue"],
  ["x".repeat(60), "x".repeat(48)],
  ["Add a rather long title that goes on and on beyond every reason", "add-a-rather-long-title-that-goes-on-and-on"],
])("slug of %o is %o", (title, slug) => expect(slugOf(title)).toBe(slug));

test("a branch is the one the plan names, or follows the convention", () => {
  expect(branchOf({ milestone: "m3" }, issue("01", { title: "User login", github: 101 }))).toBe(
    "feat/m3-101-user-login",
  );
  expect(branchOf({ milestone: "m4.1" }, issue("02", { title: "User login" }))).toBe("feat/m4.1-02-user-login");
  expect(branchOf({ milestone: "m3" }, issue("01", { branch: "my/own" }))).toBe("my/own");
  expect(milestoneBranch("m3")).toBe("milestone/m3");
});

test.each([
  ["feat/m3-101-anything", true],
  ["feat/m3-01-x", true],
  ["feat/m3-102-x", false],
  ["feat/m4-101-x", false],
  ["feat/m3-101", false],
  ["fix/m3-101-x", false],
])("%o follows the convention: %o", (branch, expected) =>
  expect(followsConvention({ milestone: "m3" }, issue("01", { github: 101 }), branch)).toBe(expected),
);
