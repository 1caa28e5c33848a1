import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { eventsPage } from "../../scripts/support/events-page.ts";

test("docs/events.md is what `node scripts/events.ts` writes", () => {
  expect(readFileSync("docs/events.md", "utf8")).toBe(eventsPage());
});
