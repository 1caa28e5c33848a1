import { openPty, type Pty } from "../support/pty.ts";
import type { Benchmark } from "./figure.ts";

const ROWS = 24;
/** An issue of the simulated run takes 13 seconds. */
const ISSUES = 277;
/** Every way in which Ink or a terminal empties the whole screen; for a frame that is too high Ink would use one. */
// oxlint-disable-next-line no-control-regex -- control sequences are what it is about
const FULL_CLEAR = /\u001b\[(?:[0123]?J|1;1H|H)/g;
// oxlint-disable-next-line no-control-regex
const NEXT_ROW = /\n|\u001b\[E/g;
/** What is typed at a question to get further, by what is on offer. */
const WAYS_ON = [
  ["f  fix", "f"],
  ["c  continue", "c"],
  ["approve  ", "approve"],
  ["r  retry", "r"],
] as const;

/** An hour of a run, looked at frame by frame: in a minute, or in an hour with `--thorough`. */
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

/** Frames are what stands between the marks of synchronised output; the first one may clear what was there before. */
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
  return text.includes("asks you") ? WAYS_ON.find(([offer]) => text.includes(offer))?.[1] : undefined;
}

/** The upper border of the question: in it stands what is asked. */
function titleOf(text: string): string {
  return text.split("\n").find((row) => row.startsWith("╭─ ◆")) ?? "";
}
