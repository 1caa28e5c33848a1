import { openPty, type Pty } from "../support/pty.ts";
import type { Benchmark } from "./figure.ts";

const ROWS = 24;
/** As many as take an hour: an issue of the simulated run takes 13 seconds. */
const ISSUES = 277;
/** All sequences that clear the whole screen. Ink would use one for a frame higher than the terminal. */
// oxlint-disable-next-line no-control-regex -- matches control sequences
const FULL_CLEAR = /\u001b\[(?:[0123]?J|1;1H|H)/g;
// oxlint-disable-next-line no-control-regex
const NEXT_ROW = /\n|\u001b\[E/g;
/** The key that continues the run, by a text that the question shows. */
const CONTINUING_KEYS = [
  ["f  fix", "f"],
  ["c  continue", "c"],
  ["approve  ", "approve"],
  ["r  retry", "r"],
] as const;

/** Checks all frames of an hour of a run, played in a minute, or in an hour with `--thorough`. */
export const hour: Benchmark = async ({ play, thorough }) => {
  const pty = openPty([process.execPath, play, "--issues", String(ISSUES), "--speed", thorough ? "1" : "60"], {
    columns: 80,
    rows: ROWS,
  });
  const frames = watchFrames(pty);
  await playToTheEnd(pty);
  await pty.kill();
  return [
    { name: "full clears in a recorded hour", measured: frames.clears, unit: "", limit: 0 },
    {
      name: `highest of its ${frames.count.toLocaleString("en")} frames`,
      measured: frames.highest,
      unit: "rows",
      limit: ROWS,
    },
  ];
};

/** Counts frames, which end with the end of synchronized output. The first frame may clear the screen. */
function watchFrames(pty: Pty) {
  const seen = { count: 0, clears: 0, highest: 0 };
  let rest = "";
  pty.onOutput((data) => {
    const [last = "", ...frames] = `${rest}${data}`.split("\u001b[?2026l").toReversed();
    rest = last;
    for (const frame of frames.toReversed()) {
      if (seen.count > 0) seen.clears += frame.match(FULL_CLEAR)?.length ?? 0;
      seen.highest = Math.max(seen.highest, 1 + (frame.match(NEXT_ROW)?.length ?? 0));
      seen.count += 1;
    }
  });
  return seen;
}

async function playToTheEnd(pty: Pty): Promise<void> {
  const isOver = (text: string) => /^ m3 .*complete/.test(text);
  for (;;) {
    await pty.until((text) => isOver(text) || keyFor(text) !== undefined, 600_000);
    const text = pty.text();
    if (isOver(text)) return;
    pty.type(keyFor(text) ?? "");
    await pty.until((after) => titleOf(after) !== titleOf(text));
  }
}

function keyFor(text: string): string | undefined {
  return text.includes("asks you") ? CONTINUING_KEYS.find(([offer]) => text.includes(offer))?.[1] : undefined;
}

/** The upper border of the question, which contains its title. */
function titleOf(text: string): string {
  return text.split("\n").find((row) => row.startsWith("╭─ ◆")) ?? "";
}
