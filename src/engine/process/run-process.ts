import type { ChildProcess } from "node:child_process";
import { startSupervised, type SupervisedProcess, type KillPolicy } from "./supervised-process.ts";
import { watchLimits } from "./limits.ts";
import { UNSHARE_KILL_MESSAGE } from "./namespace.ts";
import { applyBackpressure, headBuffer, lineReader, tailBuffer } from "./output.ts";
import type { ProcessResult, ProcessSpec } from "./processes.ts";

type Stream = "stdout" | "stderr";

const DEFAULT_MAX_BYTES = 8 * 1024 * 1024;
/** Milliseconds that output may still arrive after all known processes have ended. */
const DRAIN_MS = 2000;

/** Implements `Processes.run`. */
export async function runProcess(spec: ProcessSpec, killPolicy: KillPolicy): Promise<ProcessResult> {
  const started = performance.now();
  const head = headBuffer(spec.maxBytes ?? DEFAULT_MAX_BYTES);
  const tail = tailBuffer();
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
  const supervised = await startSupervised({ ...spec, command }, killPolicy);
  if (supervised === "missing") {
    tail.add(`Command not found: ${command[0]}`);
    return result("missing", none);
  }

  let ended: ProcessResult["ended"];
  const limits = watchLimits(spec, (reason) => {
    ended ??= reason;
    void supervised.end();
  });
  let fault: { readonly error: unknown } | undefined;
  let killed = false;
  const onLines = (printed: string, stream: Stream) => {
    const text =
      killPolicy.wrapCommand === undefined || stream === "stdout" ? printed : printed.replace(UNSHARE_KILL_MESSAGE, "");
    if (text !== printed) killed = true;
    if (killed && text === "" && printed !== "") return;
    tail.add(text);
    try {
      if (fault === undefined) spec.output?.write(text, stream);
    } catch (error) {
      fault = { error };
      void supervised.end();
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
  const closed = readOutput(supervised.child, { onChunk, onLines, drained });
  supervised.child.stdin?.on("error", () => undefined).end(spec.input);
  const { code, signal } = await supervised.exited;
  limits.off();
  await supervised.end();
  await waitForClose(supervised, closed);
  if (fault !== undefined) throw fault.error;
  if (killed && code === 1) return result(ended, { exitCode: undefined, signal: "SIGKILL" });
  return result(ended, { exitCode: code ?? undefined, signal: signal ?? undefined });
}

/** Reads both streams to their end. */
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
    applyBackpressure(child[stream], drained);
    return reader;
  });
  await new Promise((resolve) => child.once("close", resolve));
  for (const reader of readers) reader.end();
}

async function waitForClose({ child }: SupervisedProcess, closed: Promise<void>): Promise<void> {
  // A process that was not found may hold the other end of the pipe open.
  const { promise: givenUp, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, DRAIN_MS);
  await Promise.race([closed, givenUp]);
  clearTimeout(timer);
  child.stdout?.destroy();
  child.stderr?.destroy();
}
