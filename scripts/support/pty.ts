// A program in a pseudo terminal, for scripts: what a person would see of it, and when.
import { spawn } from "@lydell/node-pty";
import xterm from "@xterm/headless";

export interface Pty {
  readonly pid: number;
  readonly screen: xterm.Terminal;
  text(): string;
  /** Bytes the program wrote so far. */
  readonly bytes: number;
  /** Called with everything the program writes from now on, as it comes. */
  onOutput(listener: (data: string) => void): void;
  type(keys: string): void;
  resize(columns: number, rows: number): void;
  /** Settles when the text on the screen fits; fails after `ms`, showing what was there instead. */
  until(fits: (text: string) => boolean, ms?: number): Promise<void>;
  /** Ends it with SIGKILL and settles when it is gone. */
  kill(): Promise<void>;
  readonly ended: Promise<number>;
}

export interface PtyOptions {
  readonly columns: number;
  readonly rows: number;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export function openPty(
  command: readonly [string, ...string[]],
  { columns, rows, cwd = process.cwd(), env = {} }: PtyOptions,
): Pty {
  const screen = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  const [file, ...args] = command;
  const { PATH = "", HOME = "" } = process.env;
  const program = spawn(file, args, {
    cols: columns,
    rows,
    cwd,
    name: "xterm-256color",
    env: { PATH, HOME, LANG: "C.UTF-8", COLORTERM: "truecolor", ...env },
  });
  const watchers = new Set<() => void>();
  let bytes = 0;
  program.onData((data) => {
    bytes += Buffer.byteLength(data);
    screen.write(data, () => {
      for (const watch of watchers) watch();
    });
  });
  const ended = new Promise<number>((resolve) => {
    program.onExit(({ exitCode }) => screen.write("", () => resolve(exitCode)));
  });
  const text = () =>
    Array.from(
      { length: screen.rows },
      (_, row) => screen.buffer.active.getLine(screen.buffer.active.viewportY + row)?.translateToString(true) ?? "",
    ).join("\n");
  return {
    pid: program.pid,
    screen,
    text,
    ended,
    get bytes() {
      return bytes;
    },
    onOutput: (listener) => void program.onData(listener),
    type: (keys) => program.write(keys),
    resize(columns, rows) {
      screen.resize(columns, rows);
      program.resize(columns, rows);
    },
    until: (fits, ms = 60_000) =>
      new Promise((resolve, reject) => {
        const settle = (error?: Error) => {
          clearTimeout(timer);
          watchers.delete(look);
          if (error === undefined) resolve();
          else reject(error);
        };
        const look = () => {
          if (fits(text())) settle();
        };
        const timer = setTimeout(() => settle(new Error(`Waited ${ms} ms in vain; the screen was:\n${text()}`)), ms);
        watchers.add(look);
        look();
      }),
    async kill() {
      program.kill("SIGKILL");
      await ended;
    },
  };
}
