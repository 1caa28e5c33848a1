import { MilestoneError, messageOf, type ErrorCode } from "../engine/model/errors.ts";
import { understand, type Invocation } from "./arguments.ts";

/** Runs a command line and sets the exit code: the one place where an error becomes one. */
export async function main(argv: readonly string[]): Promise<void> {
  try {
    const invocation = understand(argv);
    if (!RUNS.has(invocation.command)) leaveWithTheReader();
    process.exitCode = await dispatch(invocation);
  } catch (error) {
    process.exitCode = exitCodeOf(error);
    process.stderr.write(describe(error));
  }
}

/** These end in order when nobody reads any more; the others have nothing to put in order. */
const RUNS: ReadonlySet<Invocation["command"]> = new Set(["run", "demo"]);

function leaveWithTheReader(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit();
  });
}

/** Each command is loaded when it is asked for: `--help` and `--version` load nothing. */
async function dispatch(invocation: Invocation): Promise<number> {
  switch (invocation.command) {
    case "help":
      return print((await import("./help.ts")).HELP);
    case "version":
      return print(`${(await import("./version.ts")).VERSION}\n`);
    case "run":
      return (await import("./commands/run.ts")).run(invocation);
    case "plan-review":
      return (await import("./commands/plan-review.ts")).planReview(invocation);
    case "status":
      return (await import("./commands/status.ts")).status(invocation);
    case "logs":
      return (await import("./commands/logs.ts")).logs(invocation);
    case "init":
      return (await import("./commands/init.ts")).init(invocation);
    case "doctor":
      return (await import("./commands/doctor.ts")).doctor(invocation);
    case "demo":
      return (await import("./commands/demo.ts")).demo(invocation);
    case "schema":
      return (await import("./commands/schema.ts")).schema();
    case "pr":
      return (await import("./commands/pr.ts")).pulls(invocation);
    case "gate":
      return (await import("./commands/gate.ts")).gate(invocation);
    case "replay":
      return (await import("./commands/replay.ts")).replay(invocation);
    case "agents":
      return (await import("./commands/agents.ts")).agents(invocation);
    case "issues":
      return (await import("./commands/issues.ts")).issues(invocation);
  }
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

const EXIT_CODES: Partial<Record<ErrorCode, number>> = {
  usage: 2,
  config: 2,
  plan: 2,
  repository: 2,
  stopped: 3,
  locked: 4,
  "state-unreadable": 5,
};

function exitCodeOf(error: unknown): number {
  return error instanceof MilestoneError ? (EXIT_CODES[error.code] ?? 1) : 1;
}

function describe(error: unknown): string {
  // What the system refuses is no bug of ours, and a stack would say nothing to whoever has to mend it.
  if (error instanceof Error && "syscall" in error) {
    return `milestone-tui: ${error.message}\n  See that the disk has room and that your user may use the file or folder, and run it again.\n`;
  }
  if (!(error instanceof MilestoneError)) {
    return `milestone-tui failed unexpectedly: ${error instanceof Error ? (error.stack ?? error.message) : messageOf(error)}\n`;
  }
  return `milestone-tui: ${error.message}\n${error.hint === undefined ? "" : `  ${error.hint}\n`}`;
}
