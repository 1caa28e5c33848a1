import { startSupervised, type KillPolicy } from "./supervised-process.ts";
import { KILLED_UNSEEN } from "./namespace.ts";
import { lineReader, readInTurns, tailKeeper } from "./output.ts";
import type { OpenProcess, OpenSpec } from "./processes.ts";

/** Starts a process to talk with; see the port. */
export async function openProcess(spec: OpenSpec, killPolicy: KillPolicy): Promise<OpenProcess | "missing"> {
  const held = await startSupervised({ ...spec, input: "" }, killPolicy);
  if (held === "missing") return "missing";
  const { child, exited } = held;
  const { stdin, stdout, stderr } = child;
  if (stdin === null || stdout === null || stderr === null)
    throw new Error("The process was started without its streams");
  const tail = tailKeeper();
  let killed = false;
  const reader = lineReader((printed) => {
    const text = killPolicy.wrapCommand === undefined ? printed : printed.replace(KILLED_UNSEEN, "");
    if (text !== printed) killed = true;
    if (text === "" && printed !== "") return;
    tail.add(text);
    spec.output.write(text);
  });
  stderr.on("data", (chunk: Buffer) => reader.write(chunk));
  readInTurns(stderr, () => spec.output.drained());
  stderr.once("end", () => reader.end());
  // Whoever writes learns of a broken pipe from the end of the process.
  stdin.on("error", () => undefined);
  return {
    stdin,
    stdout,
    tail: () => tail.text(),
    exited: exited.then(({ code, signal }) =>
      killed && code === 1
        ? { exitCode: undefined, signal: "SIGKILL" }
        : { exitCode: code ?? undefined, signal: signal ?? undefined },
    ),
    async end() {
      await held.end();
      await exited;
      stdin.destroy();
      stdout.destroy();
      stderr.destroy();
    },
  };
}
