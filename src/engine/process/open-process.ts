import { startSupervised, type KillPolicy } from "./supervised-process.ts";
import { UNSHARE_KILL_MESSAGE } from "./namespace.ts";
import { applyBackpressure, lineReader, tailBuffer } from "./output.ts";
import type { OpenProcess, OpenSpec } from "./processes.ts";

/** Implements `Processes.open`. */
export async function openProcess(spec: OpenSpec, killPolicy: KillPolicy): Promise<OpenProcess | "missing"> {
  const supervised = await startSupervised({ ...spec, input: "" }, killPolicy);
  if (supervised === "missing") return "missing";
  const { child, exited } = supervised;
  const { stdin, stdout, stderr } = child;
  if (stdin === null || stdout === null || stderr === null)
    throw new Error("The process was started without its streams");
  const tail = tailBuffer();
  let killed = false;
  const reader = lineReader((printed) => {
    const text = killPolicy.wrapCommand === undefined ? printed : printed.replace(UNSHARE_KILL_MESSAGE, "");
    if (text !== printed) killed = true;
    if (text === "" && printed !== "") return;
    tail.add(text);
    spec.output.write(text);
  });
  stderr.on("data", (chunk: Buffer) => reader.write(chunk));
  applyBackpressure(stderr, () => spec.output.drained());
  stderr.once("end", () => reader.end());
  // A broken pipe shows in the end of the process.
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
      await supervised.end();
      await exited;
      stdin.destroy();
      stdout.destroy();
      stderr.destroy();
    },
  };
}
