import { MilestoneError, messageOf, type ErrorCode } from "../engine/model/errors.ts";
import { parseCommandLine, type Invocation } from "./arguments.ts";

/** Runs a command line and sets the exit code. Only this function maps errors to exit codes. */
export async function main(argv: readonly string[]): Promise<void> {
  try {
    const invocation = parseCommandLine(argv);
    if (!RUN_COMMANDS.has(invocation.command)) exitOnClosedOutput();
    process.exitCode = await dispatch(invocation);
  } catch (error) {
    process.exitCode = exitCodeOf(error);
    process.stderr.write(describe(error));
  }
}

/** Commands that stop a run in order when standard output is closed. The others have no state to save. */
const RUN_COMMANDS: ReadonlySet<Invocation["command"]> = new Set(["run", "demo"]);

function exitOnClosedOutput(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit();
  });
}

/** Loads only the modules of the requested command, so that `--help` and `--version` start quickly. */
async function dispatch(invocation: Invocation): Promise<number> {
  switch (invocation.command) {
    case "help":
      return print((await import("./help.ts")).HELP);
    case "version":
      return print(`${(await import("./version.ts")).VERSION}\n`);
    case "run":
      return (await import("./commands/run.ts")).run(invocation);
    case "plan":
      return (await import("./commands/plan.ts")).plan(invocation);
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
  // A refused system call is a problem of the machine, not a bug in this program: its stack would not help the user.
  if (error instanceof Error && "syscall" in error) {
    return (
      `milestone-tui: ${error.message}\n` +
      "  Check that the disk is not full and that your user may access the file or folder, then run it again.\n"
    );
  }
  if (!(error instanceof MilestoneError)) {
    const details = error instanceof Error ? (error.stack ?? error.message) : messageOf(error);
    return `milestone-tui failed unexpectedly: ${details}\n`;
  }
  return `milestone-tui: ${error.message}\n${error.hint === undefined ? "" : `  ${error.hint}\n`}`;
}
