import { expect, test } from "vitest";
import { forecastOf } from "../../../src/engine/plan/forecast.ts";
import { spec } from "./plans.ts";

const forecast = (text: string) => forecastOf(spec("01", { text })).names;

test.each<[string, string, readonly string[]]>([
  ["a line", "Files: src/a.ts, src/b.ts (new)", ["src/a.ts", "src/b.ts"]],
  [
    "a bold line",
    "**Files:** `src/a.ts`, src/b.ts\n**Touches**: db/migrations/",
    ["db/migrations/", "src/a.ts", "src/b.ts"],
  ],
  [
    "a list below a bold line",
    "**Files:**\n\n- src/a.ts: the route\n- `core/b` — new\n\nThen core/c.",
    ["core/b", "src/a.ts"],
  ],
  ["a list right below a line", "Touches:\n- src/billing/**\n- **/*.sql", ["**/*.sql", "src/billing/"]],
  ["a list below a list item", "- Do it\n- Files:\n  - core/a\n  - core/b\n- core/c is fine", ["core/a", "core/b"]],
  [
    "a list below a heading",
    "## Files to change\n\n- [src/a.ts](../../src/a.ts)\n\n## Tasks\n\n- core/b",
    ["src/a.ts"],
  ],
  [
    "a column",
    "| File | Change |\n| --- | --- |\n| core/a | new |\n| src/b.ts | and/or core/x |",
    ["core/a", "src/b.ts"],
  ],
  [
    "front matter",
    "---\nfiles:\n  - src/a.ts\ntouches: core/b, src/c.ts\n---\n# T\n",
    ["core/b", "src/a.ts", "src/c.ts"],
  ],
  [
    "code spans",
    "- [ ] Add `login()` to `src/auth.ts` and run `npm test`\n\nUse ``src/b.ts``.",
    ["src/auth.ts", "src/b.ts"],
  ],
  ["each path once", "`src/a.ts` and `src/a.ts:12`", ["src/a.ts"]],
  ["no fenced code", "```\nsrc/a.ts\n`src/b.ts`\n```", []],
  ["no text without code spans", "Change src/a.ts and read/write.", []],
  ["nothing in an entry that has no path", "Files: none yet\n\nFiles: to be decided", []],
  [
    "nothing that is only read",
    "See `docs/a.md` and `docs/b.md`. Change `src/a.ts`.\n\nDo not change `src/b.ts`.",
    ["src/a.ts"],
  ],
  ["nothing out of scope", "## Out of scope\n\n- `src/a.ts`\n\n## Tasks\n\n- `src/b.ts`", ["src/b.ts"]],
])("%s", (_, text, files) => expect(forecast(text)).toEqual(files));

test("an issue without a spec has no forecast", () => expect(forecastOf(undefined).names).toEqual([]));
