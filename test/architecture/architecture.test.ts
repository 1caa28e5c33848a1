// What ARCHITECTURE.md claims about the structure and the language of the code.
import { dirname } from "node:path";
import { describe, expect, test } from "vitest";
import { circles, sourceFiles, type SourceFile } from "./source-files.ts";

const source = sourceFiles("src");
const everything = [...source, ...sourceFiles("test", "scripts", "bin")];

/** The rooms, each with those it must not import from. `engine` is every room of the engine. */
const FORBIDDEN: Readonly<Record<string, readonly string[]>> = {
  engine: ["state", "ui", "cli", "demo"],
  state: ["ui", "cli", "demo", "engine/run", "engine/issue", "engine/git", "engine/forges", "engine/agents"],
  ui: ["cli", "demo", "engine/run", "engine/issue", "engine/git", "engine/agents"],
  demo: ["state", "ui", "cli"],
  "engine/issue": ["engine/run"],
  "engine/questions": ["engine/run", "engine/issue", "engine/forges", "engine/agents", "engine/gates", "engine/plan"],
};

/** Rooms of the engine that know neither the run, nor an issue's steps, nor the questions. */
const LEAVES = [
  "agents",
  "checks",
  "concurrency",
  "config",
  "files",
  "forges",
  "gates",
  "git",
  "plan",
  "process",
  "text",
];
const TRUNK = ["engine/run", "engine/issue", "engine/questions"];

describe("imports point one way", () => {
  test.each(Object.entries(FORBIDDEN))("%s does not import from %s", (room, others) => {
    expect(importsBetween([room], others)).toEqual([]);
  });

  test("the leaves of the engine do not import its trunk", () => {
    expect(
      importsBetween(
        LEAVES.map((leaf) => `engine/${leaf}`),
        TRUNK,
      ),
    ).toEqual([]);
  });

  test("the model imports nothing but itself", () => {
    const outside = filesOf("engine/model").flatMap(({ path, imports }) =>
      imports.filter((to) => !isIn(to, "engine/model")).map((to) => `${path} → ${to}`),
    );
    expect(outside).toEqual([]);
  });

  test("there are no circles, types included", () => {
    expect(circles(source)).toEqual([]);
  });

  test("the test finds a circle", () => {
    const file = (path: string, ...imports: string[]): SourceFile => ({ path, text: "", imports });
    expect(circles([file("a", "b"), file("b", "c"), file("c", "a"), file("d", "a")])).toEqual([["a", "b", "c"]]);
  });
});

describe("rooms and files are small", () => {
  test("no folder of src has more than 15 files", () => {
    const folders = Map.groupBy(source, ({ path }) => dirname(path));
    expect(
      [...folders].filter(([, files]) => files.length > 15).map(([folder, { length }]) => [folder, length]),
    ).toEqual([]);
  });

  test("no file lies loose in the engine", () => {
    expect(source.filter(({ path }) => dirname(path) === "src/engine")).toEqual([]);
  });

  test("no file of src has more than 300 lines, and the median has at most 70", () => {
    const lengths = source.map(({ path, text }) => ({ path, lines: text.split("\n").length - 1 }));
    expect(lengths.filter(({ lines }) => lines > 300)).toEqual([]);
    const sorted = lengths.map(({ lines }) => lines).sort((a, b) => a - b);
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThanOrEqual(70);
  });

  test("no line is longer than 120 columns", () => {
    expect(linesThat((line) => /^.{121,}/u.test(line))).toEqual([]);
  });
});

describe("the code speaks the field's language", () => {
  // The words that were replaced by the field's terms; the glossary in ARCHITECTURE.md has those.
  const PRIVATE_WORDS = new RegExp(
    [
      "taken up|on duty|leash|sighting|untold",
      "persever|foresee|outlasting|discreet|headsAtHand|handOver|surroundings|transplant",
      "\\b(?:deeds?|haste|strays?|astray|underway|mend(?:s|ed|ing)?|onDuty|stand-?in)\\b|\\b(?:retreat|equip)",
    ].join("|"),
    "i",
  );

  /** Names in saved state of earlier versions, and in the format of `--json`: they are read and written as they are. */
  const SAVED_NAMES = [
    "src/engine/issue/tamper-check/saved-fingerprints.ts",
    "src/state/journal/fact-of.ts",
    "src/state/journal/migrations.ts",
    "src/ui/json/event-line.ts",
    "scripts/support/events-page.ts",
    "test/architecture/architecture.test.ts",
    "test/state/journal/facts.test.ts",
    "test/ui/json/event-line.test.ts",
  ];

  test("no identifier, comment or message has a word that was replaced", () => {
    expect(linesThat((line) => PRIVATE_WORDS.test(line), SAVED_NAMES)).toEqual([]);
  });

  test("the spelling is American", () => {
    const british = /\b(?:un)?(?:colour|behaviour|sanitis|normalis|recognis|initialis|serialis|summaris|organis)/i;
    expect(linesThat((line) => british.test(line), ["test/architecture/architecture.test.ts"])).toEqual([]);
  });
});

function importsBetween(rooms: readonly string[], others: readonly string[]): readonly string[] {
  return rooms
    .flatMap(filesOf)
    .flatMap(({ path, imports }) =>
      imports.filter((to) => others.some((other) => isIn(to, other))).map((to) => `${path} → ${to}`),
    );
}

function filesOf(room: string): readonly SourceFile[] {
  const files = source.filter(({ path }) => isIn(path, room));
  if (files.length === 0) throw new Error(`There is no room ${room}`);
  return files;
}

function isIn(path: string, room: string): boolean {
  return path.startsWith(`src/${room}/`);
}

/** Lines of all code that match, as `path:line: text`. */
function linesThat(matches: (line: string) => boolean, exceptIn: readonly string[] = []): readonly string[] {
  return everything
    .filter(({ path }) => !exceptIn.includes(path))
    .flatMap(({ path, text }) =>
      text.split("\n").flatMap((line, index) => (matches(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
    );
}
