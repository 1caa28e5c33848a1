// Takes pictures of the real screen in a real run, the demo's: node scripts/screens.ts
// Text and SVG go to docs/screens/; README shows one of them.
import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openPty, type Pty } from "./support/pty.ts";
import { drawTerminal, type Picture } from "./screens/svg.ts";

const FOLDER = "docs/screens";
const DARK: Picture = { background: "#14171d", foreground: "#d8dce4", title: "milestone-tui m3" };
const LIGHT: Picture = { ...DARK, background: "#fbfbf9", foreground: "#24282f" };

/** A run of the demo, and the pictures taken where it asks about a risk. */
interface Session {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly picture: Picture;
  readonly shots: readonly {
    readonly name: string;
    readonly columns: number;
    readonly rows: number;
    readonly keys?: string;
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

/** What is typed at a question to get further, where that is on offer. */
const WAYS_ON = [
  ["f", "f  fix"],
  ["c", "c  continue"],
  ["approve", "approve  "],
  ["s", "s  skip"],
] as const;

await mkdir(FOLDER, { recursive: true });
for (const session of SESSIONS) await takePictures(session);

async function takePictures({ args, env, picture, shots }: Session): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), "acme-"));
  // From a place of its own: the log names the agent's program, and no picture is to tell where it was taken.
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

/** Answers as somebody would who wants to get there: fixes what can be fixed, goes on at the ends of phases. */
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

/** What goes on, of what is on offer. */
function keyFor(text: string): string | undefined {
  return WAYS_ON.find(([, offer]) => text.includes(offer))?.[0];
}

/** The upper border of the question: in it stands what is asked. */
function titleOf(text: string): string | undefined {
  return text.split("\n").find((row) => /[╭+][─-] [◆?] /.test(row));
}
