// Takes pictures of the screen during the demo. Usage: node scripts/screens.ts
// Writes text and SVG files to docs/screens/. The README shows one of them.
import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openPty, type Pty } from "./support/pty.ts";
import { drawTerminal, type Picture } from "./screens/svg.ts";

const FOLDER = "docs/screens";
const DARK: Picture = { background: "#14171d", foreground: "#d8dce4", title: "milestone-tui m3" };
const LIGHT: Picture = { ...DARK, background: "#fbfbf9", foreground: "#24282f" };

/** One run of the demo, and the pictures to take at its question about a breaking schema change. */
interface Session {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly picture: Picture;
  readonly shots: readonly {
    readonly name: string;
    readonly columns: number;
    readonly rows: number;
    /** Keys to type before the picture. */
    readonly keys?: string;
    /** Text to wait for before the picture; by default the title of the question. */
    readonly shows?: string;
  }[];
}

const SESSIONS: readonly Session[] = [
  {
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
  { args: [], env: { NO_COLOR: "1" }, picture: DARK, shots: [{ name: "120x40-no-color", columns: 120, rows: 40 }] },
  { args: ["--ascii"], env: {}, picture: DARK, shots: [{ name: "120x40-ascii", columns: 120, rows: 40 }] },
  { args: [], env: { COLORFGBG: "0;15" }, picture: LIGHT, shots: [{ name: "120x40-light", columns: 120, rows: 40 }] },
];

/** Keys that answer a question, each with the text by which the screen offers it; the first offered one is typed. */
const ANSWERS = [
  ["f", "f  fix"],
  ["c", "c  continue"],
  ["approve", "approve  "],
  ["s", "s  skip"],
] as const;

await mkdir(FOLDER, { recursive: true });
for (const session of SESSIONS) await takePictures(session);

async function takePictures({ args, env, picture, shots }: Session): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), "acme-"));
  // Runs a copy of Node: the log shows the path of the agent's program, and the pictures should not show a local path.
  const node = join(home, "node");
  await copyFile(process.execPath, node);
  const terminal = openPty([node, "bin/milestone-tui.js", "demo", ...args], {
    columns: 120,
    rows: 40,
    env: { TMPDIR: home, ...env },
  });
  try {
    await playUntil(terminal, "Breaking schema");
    for (const { name, columns, rows, keys, shows = "Breaking schema" } of shots) {
      terminal.resize(columns, rows);
      if (keys !== undefined) terminal.type(keys);
      await terminal.until(
        (text) => text.startsWith(" m3 ") && text.includes(shows) && text.split("\n").at(-1)?.includes("help") === true,
      );
      await writeFile(join(FOLDER, `${name}.txt`), `${terminal.text()}\n`);
      await writeFile(join(FOLDER, `${name}.svg`), drawTerminal(terminal.screen, picture));
      console.log(`${FOLDER}/${name}.svg`);
    }
  } finally {
    await terminal.kill();
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Answers all questions until the given one is asked. */
async function playUntil(terminal: Pty, question: string): Promise<void> {
  for (;;) {
    await terminal.until(
      (text) => text.includes("asks you") && (text.includes(question) || keyFor(text) !== undefined),
      120_000,
    );
    const asked = terminal.text();
    if (asked.includes(question)) return;
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
