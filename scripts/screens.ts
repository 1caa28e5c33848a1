// Takes pictures of the screen during the demo and during a simulated run with several lanes.
// Usage: node scripts/screens.ts [demo | lanes]
// Writes text and SVG files to docs/screens/. The README shows one of them.
import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openPty, type Pty } from "./support/pty.ts";
import { drawTerminal, type Picture } from "./screens/svg.ts";

const FOLDER = "docs/screens";
const DARK: Picture = { background: "#14171d", foreground: "#d8dce4", title: "milestone-tui m3" };
const LIGHT: Picture = { ...DARK, background: "#fbfbf9", foreground: "#24282f" };

/** One run of a program, and the pictures to take once it shows a text. */
interface Session {
  readonly program: "demo" | "lanes";
  readonly args: readonly string[];
  /** The text to wait for. */
  readonly until: string;
  /** Questions are answered until this is shown; by default until the text to wait for is. */
  readonly answersUntil?: string;
  readonly env: Readonly<Record<string, string>>;
  readonly picture: Picture;
  readonly shots: readonly {
    readonly name: string;
    readonly columns: number;
    readonly rows: number;
    /** Keys to type before the picture. */
    readonly keys?: string;
    /** Text to wait for before the picture; by default the text of the session. */
    readonly shows?: string;
  }[];
}

const DEMO = { program: "demo", until: "Breaking schema" } as const;
const LANES = {
  program: "lanes",
  args: ["--issues", "15", "--lanes", "4", "--speed", "3", "--clock", "30"],
  env: {},
  picture: DARK,
} as const;

const SESSIONS: readonly Session[] = [
  {
    ...DEMO,
    args: [],
    env: {},
    picture: DARK,
    shots: [
      { name: "120x32", columns: 120, rows: 32 },
      { name: "120x40", columns: 120, rows: 40 },
      { name: "60x20", columns: 60, rows: 20 },
      { name: "80x24", columns: 80, rows: 24 },
      { name: "200x60", columns: 200, rows: 60 },
      { name: "120x40-details", columns: 120, rows: 40, keys: "4", shows: "4 Details" },
      { name: "120x40-help", columns: 120, rows: 40, keys: "?", shows: "Half a page down" },
    ],
  },
  {
    ...DEMO,
    args: [],
    env: { NO_COLOR: "1" },
    picture: DARK,
    shots: [{ name: "120x40-no-color", columns: 120, rows: 40 }],
  },
  { ...DEMO, args: ["--ascii"], env: {}, picture: DARK, shots: [{ name: "120x40-ascii", columns: 120, rows: 40 }] },
  {
    ...DEMO,
    args: [],
    env: { COLORFGBG: "0;15" },
    picture: LIGHT,
    shots: [{ name: "120x40-light", columns: 120, rows: 40 }],
  },
  {
    ...LANES,
    until: "(failed)",
    shots: [{ name: "80x24-lanes-working", columns: 80, rows: 24 }],
  },
  {
    ...LANES,
    until: "question 1 of 3",
    answersUntil: "phase 2 of 3",
    shots: [
      { name: "140x45-lanes", columns: 140, rows: 45 },
      { name: "140x45-lanes-all", columns: 140, rows: 45, keys: "A", shows: "3 Log all issues" },
      { name: "80x24-lanes", columns: 80, rows: 24, keys: "A]", shows: "question 2 of 3" },
      { name: "60x20-lanes", columns: 60, rows: 20, keys: "2", shows: "2 Issues ─" },
    ],
  },
];

/** Keys that answer a question, each with the text by which the screen offers it; the first offered one is typed. */
const ANSWERS = [
  ["f", "f  fix"],
  ["c", "c  continue"],
  ["approve", "approve  "],
  ["s", "s  skip"],
] as const;

await mkdir(FOLDER, { recursive: true });
const [wanted] = process.argv.slice(2);
for (const session of SESSIONS) if (wanted === undefined || wanted === session.program) await takePictures(session);

async function takePictures({ program, args, until, answersUntil, env, picture, shots }: Session): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), "acme-"));
  // Runs a copy of Node: the log shows the path of the agent's program, and the pictures should not show a local path.
  const node = join(home, "node");
  await copyFile(process.execPath, node);
  const command = program === "demo" ? ["bin/milestone-tui.js", "demo"] : ["scripts/screen-demo.ts"];
  const terminal = openPty([node, ...command, ...args], {
    columns: 120,
    rows: 40,
    env: { TMPDIR: home, ...env },
  });
  try {
    if (answersUntil !== undefined) await playUntil(terminal, answersUntil);
    await playUntil(terminal, until, answersUntil === undefined);
    for (const { name, columns, rows, keys, shows = until } of shots) {
      terminal.resize(columns, rows);
      if (keys !== undefined) terminal.type(keys);
      await terminal.until(
        (text) => text.startsWith(" m3 ") && text.includes(shows) && text.split("\n").at(-1)?.includes("help") === true,
      );
      // A frame can arrive in parts.
      await sleep(200);
      await writeFile(join(FOLDER, `${name}.txt`), `${terminal.text()}\n`);
      await writeFile(join(FOLDER, `${name}.svg`), drawTerminal(terminal.screen, picture));
      console.log(`${FOLDER}/${name}.svg`);
    }
  } finally {
    await terminal.kill();
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Waits until the text is shown, and answers all questions before that. */
async function playUntil(terminal: Pty, wanted: string, answers = true): Promise<void> {
  for (;;) {
    await terminal.until(
      (text) => text.includes(wanted) || (/asks you|\d questions/.test(text) && answers && keyFor(text) !== undefined),
      120_000,
    );
    const asked = terminal.text();
    if (asked.includes(wanted)) return;
    terminal.type(keyFor(asked) ?? "");
    await terminal.until((text) => titleOf(text) !== titleOf(asked), 120_000);
  }
}

/** Returns the key of the first offered answer. */
function keyFor(text: string): string | undefined {
  return ANSWERS.find(([, offer]) => text.includes(offer))?.[0];
}

/** Returns the upper border of the question pane, which contains the title of the question. */
function titleOf(text: string): string | undefined {
  return text.split("\n").find((row) => /[╭+][─-] [◆?] /.test(row));
}
