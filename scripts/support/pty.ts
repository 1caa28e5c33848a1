// Runs a program in a pseudo terminal, for scripts: shows what its user would see, and when.
import { spawn } from "@lydell/node-pty";
import xterm from "@xterm/headless";

export interface Pty {
  readonly pid: number;
  readonly screen: xterm.Terminal;
  /** Returns the text on the screen, one row a line, without trailing spaces. */
  text(): string;
  /** Number of bytes that the program has written so far. */
  readonly bytes: number;
  /** Calls the listener with everything that the program writes from now on. */
  onOutput(listener: (data: string) => void): void;
  type(keys: string): void;
  resize(columns: number, rows: number): void;
  /**
   * Settles when the text on the screen satisfies the condition.
   * @throws after `ms`, with the text on the screen in the message
   */
  until(condition: (text: string) => boolean, ms?: number): Promise<void>;
  /** Kills the program with SIGKILL; settles when it has ended. */
  kill(): Promise<void>;
  /** Settles with the exit code of the program. */
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
    until: (condition, ms = 60_000) =>
      new Promise((resolve, reject) => {
        const settle = (error?: Error) => {
          clearTimeout(timer);
          watchers.delete(check);
          if (error === undefined) resolve();
          else reject(error);
        };
        const check = () => {
          if (condition(text())) settle();
        };
        const timer = setTimeout(
          () => settle(new Error(`The screen did not change as expected within ${ms} ms. It shows:\n${text()}`)),
          ms,
        );
        watchers.add(check);
        check();
      }),
    async kill() {
      program.kill("SIGKILL");
      await ended;
    },
  };
}
