// Runs one shell line through the process port, and is itself killed by tests. Arguments: ISOLATION LINE [exit]. With
// `exit` it exits in the middle, at the first line of output.
import { type Isolation } from "../../../src/engine/process/processes.ts";
import { createProcesses } from "../../../src/engine/process/create-processes.ts";

const [isolation, shell, exit] = process.argv.slice(2) as [Isolation, string, string | undefined];
await createProcesses({ isolation }).run({
  command: { shell },
  cwd: process.cwd(),
  env: Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  ),
  signal: new AbortController().signal,
  output: {
    write(text) {
      process.stdout.write(`${text}\n`);
      if (exit === "exit") process.exit(7);
    },
    drained: () => undefined,
  },
});
