import type { ChildProcess } from "node:child_process";
import { startHeld, type HeldProcess, type Leash } from "./held-process.ts";
import { watchLimits } from "./limits.ts";
import { KILLED_UNSEEN } from "./namespace.ts";
import { headKeeper, lineReader, tailKeeper } from "./output.ts";
import type { ProcessResult, ProcessSpec } from "./processes.ts";

type Stream = "stdout" | "stderr";

const DEFAULT_BYTES = 8 * 1024 * 1024;
/** How long output may still come after everything known is gone. */
const DRAIN_MS = 2000;

/** Runs a process and all it starts to the end; see the port. */
export async function runProcess(spec: ProcessSpec, leash: Leash): Promise<ProcessResult> {
  const started = performance.now();
  const head = headKeeper(spec.maxBytes ?? DEFAULT_BYTES);
  const tail = tailKeeper();
  const result = (ended: ProcessResult["ended"], exit: Pick<ProcessResult, "exitCode" | "signal">): ProcessResult => ({
    ...exit, ended, stdout: head.text(), truncated: head.truncated, tail: tail.text(), durationMs: performance.now() - started,
  });
  const none = { exitCode: undefined, signal: undefined };
  if (spec.signal.aborted) return result("cancelled", none);
  const command = "shell" in spec.command ? (["/bin/sh", "-c", spec.command.shell] as const) : spec.command;
  const held = await startHeld({ ...spec, command }, leash);
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
  const onLine = (printed: string, stream: Stream) => {
    const line = leash.hold === undefined || stream === "stdout" ? printed : printed.replace(KILLED_UNSEEN, "");
    if (line !== printed) killed = true;
    if (killed && line === "" && printed !== "") return;
    tail.add(line);
    try {
      if (fault === undefined) spec.onLine?.(line, stream);
    } catch (error) {
      fault = { error };
      void held.end();
    }
  };
  const onChunk = (chunk: Buffer, stream: Stream) => {
    limits.seen();
    if (stream === "stdout") head.write(chunk);
  };
  const closed = readOutput(held.child, onChunk, onLine);
  held.child.stdin?.on("error", () => undefined).end(spec.input);
  const { code, signal } = await held.exited;
  limits.off();
  await held.end();
  await drained(held, closed);
  if (fault !== undefined) throw fault.error;
  if (killed && code === 1) return result(ended, { exitCode: undefined, signal: "SIGKILL" });
  return result(ended, { exitCode: code ?? undefined, signal: signal ?? undefined });
}

/** Settles when both streams are at their end, or given up. */
async function readOutput(
  child: ChildProcess,
  onChunk: (chunk: Buffer, stream: Stream) => void,
  onLine: (line: string, stream: Stream) => void,
): Promise<void> {
  const readers = (["stdout", "stderr"] as const).map((stream) => {
    const reader = lineReader((line) => onLine(line, stream));
    child[stream]?.on("data", (chunk: Buffer) => {
      onChunk(chunk, stream);
      reader.write(chunk);
    });
    return reader;
  });
  await new Promise((resolve) => child.once("close", resolve));
  for (const reader of readers) reader.end();
}

async function drained({ child }: HeldProcess, closed: Promise<void>): Promise<void> {
  // Somebody unknown may hold the other end of the pipe.
  const { promise: givenUp, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, DRAIN_MS);
  await Promise.race([closed, givenUp]);
  clearTimeout(timer);
  child.stdout?.destroy();
  child.stderr?.destroy();
}
