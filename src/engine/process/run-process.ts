import type { ChildProcess } from "node:child_process";
import { startSupervised, type SupervisedProcess, type KillPolicy } from "./supervised-process.ts";
import { watchLimits } from "./limits.ts";
import { KILLED_UNSEEN } from "./namespace.ts";
import { headKeeper, lineReader, readInTurns, tailKeeper } from "./output.ts";
import type { ProcessResult, ProcessSpec } from "./processes.ts";

type Stream = "stdout" | "stderr";

const DEFAULT_BYTES = 8 * 1024 * 1024;
/** How long output may still come after everything known is gone. */
const DRAIN_MS = 2000;

/** Runs a process and all it starts to the end; see the port. */
export async function runProcess(spec: ProcessSpec, killPolicy: KillPolicy): Promise<ProcessResult> {
  const started = performance.now();
  const head = headKeeper(spec.maxBytes ?? DEFAULT_BYTES);
  const tail = tailKeeper();
  const result = (ended: ProcessResult["ended"], exit: Pick<ProcessResult, "exitCode" | "signal">): ProcessResult => ({
    ...exit,
    ended,
    stdout: head.text(),
    truncated: head.truncated,
    tail: tail.text(),
    durationMs: performance.now() - started,
  });
  const none = { exitCode: undefined, signal: undefined };
  if (spec.signal.aborted) return result("cancelled", none);
  const command = "shell" in spec.command ? (["/bin/sh", "-c", spec.command.shell] as const) : spec.command;
  const held = await startSupervised({ ...spec, command }, killPolicy);
  if (held === "missing") {
    tail.add(`Command not found: ${command[0]}`);
    return result("missing", none);
  }

  let ended: ProcessResult["ended"];
  const limits = watchLimits(spec, (reason) => {
    ended ??= reason;
    void held.end();
  });
  let fault: { readonly error: unknown } | undefined;
  let killed = false;
  const onLines = (printed: string, stream: Stream) => {
    const text =
      killPolicy.wrapCommand === undefined || stream === "stdout" ? printed : printed.replace(KILLED_UNSEEN, "");
    if (text !== printed) killed = true;
    if (killed && text === "" && printed !== "") return;
    tail.add(text);
    try {
      if (fault === undefined) spec.output?.write(text, stream);
    } catch (error) {
      fault = { error };
      void held.end();
    }
  };
  const onChunk = (chunk: Buffer, stream: Stream) => {
    limits.seen();
    if (stream === "stdout") head.write(chunk);
  };
  const drained = () => {
    const until = spec.output?.drained();
    if (until !== undefined) limits.pauseUntil(until);
    return until;
  };
  const closed = readOutput(held.child, { onChunk, onLines, drained });
  held.child.stdin?.on("error", () => undefined).end(spec.input);
  const { code, signal } = await held.exited;
  limits.off();
  await held.end();
  await closedOrGivenUp(held, closed);
  if (fault !== undefined) throw fault.error;
  if (killed && code === 1) return result(ended, { exitCode: undefined, signal: "SIGKILL" });
  return result(ended, { exitCode: code ?? undefined, signal: signal ?? undefined });
}

/** Settles when both streams are at their end, or given up. */
async function readOutput(
  child: ChildProcess,
  {
    onChunk,
    onLines,
    drained,
  }: {
    onChunk(chunk: Buffer, stream: Stream): void;
    onLines(text: string, stream: Stream): void;
    drained(): Promise<void> | undefined;
  },
): Promise<void> {
  const readers = (["stdout", "stderr"] as const).map((stream) => {
    const reader = lineReader((text) => onLines(text, stream));
    child[stream]?.on("data", (chunk: Buffer) => {
      onChunk(chunk, stream);
      reader.write(chunk);
    });
    readInTurns(child[stream], drained);
    return reader;
  });
  await new Promise((resolve) => child.once("close", resolve));
  for (const reader of readers) reader.end();
}

async function closedOrGivenUp({ child }: SupervisedProcess, closed: Promise<void>): Promise<void> {
  // Somebody unknown may hold the other end of the pipe.
  const { promise: givenUp, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, DRAIN_MS);
  await Promise.race([closed, givenUp]);
  clearTimeout(timer);
  child.stdout?.destroy();
  child.stderr?.destroy();
}
