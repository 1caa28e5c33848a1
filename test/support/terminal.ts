// Runs a program in a real pseudo terminal, and reads its screen as a person would see it.
import { spawn } from "@lydell/node-pty";
import xterm from "@xterm/headless";
import { onTestFinished } from "vitest";

export interface Terminal {
  /** The rows on the screen, without trailing spaces. */
  rows(): readonly string[];
  text(): string;
  /** All output of the program, with escape sequences. */
  readonly written: string;
  readonly alternate: boolean;
  type(keys: string): void;
  resize(columns: number, rows: number): void;
  /** Closes the terminal, as when its window is closed. */
  hangUp(): void;
  /** Settles when the predicate holds, which is checked after each output. Rejects when the program ends first. */
  until(predicate: () => boolean): Promise<void>;
  /** Settles with the exit code when the program has ended and all its output is on the screen. */
  readonly ended: Promise<number>;
}

export function openTerminal(
  file: string,
  args: readonly string[],
  options: { columns: number; rows: number; env?: Readonly<Record<string, string>> },
): Terminal {
  const screen = new xterm.Terminal({ cols: options.columns, rows: options.rows, allowProposedApi: true });
  const program = spawn(file, [...args], {
    cols: options.columns,
    rows: options.rows,
    name: "xterm-256color",
    env: {
      PATH: process.env["PATH"],
      HOME: process.env["HOME"],
      LANG: "C.UTF-8",
      COLORTERM: "truecolor",
      ...options.env,
    },
  });
  const waiting = new Set<() => void>();
  const check = () => {
    for (const look of waiting) look();
  };
  let written = "";
  let exited = false;
  program.onData((data) => {
    written += data;
    screen.write(data, check);
  });
  const ended = new Promise<number>((resolve) => {
    program.onExit(({ exitCode }) => {
      exited = true;
      screen.write("", () => resolve(exitCode));
      check();
    });
  });
  onTestFinished(() => {
    if (!exited) program.kill("SIGKILL");
    screen.dispose();
  });
  const rows = () =>
    Array.from(
      { length: screen.rows },
      (_, row) => screen.buffer.active.getLine(screen.buffer.active.viewportY + row)?.translateToString(true) ?? "",
    );
  return {
    rows,
    text: () => rows().join("\n"),
    get written() {
      return written;
    },
    get alternate() {
      return screen.buffer.active.type === "alternate";
    },
    type: (keys) => program.write(keys),
    resize(columns, rows) {
      screen.resize(columns, rows);
      program.resize(columns, rows);
    },
    hangUp: () => program.kill("SIGHUP"),
    until: (predicate) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (predicate()) {
            waiting.delete(look);
            resolve();
          } else if (exited) reject(new Error(`the program ended; its screen was:\n${rows().join("\n")}`));
        };
        waiting.add(look);
        look();
      }),
    ended,
  };
}
