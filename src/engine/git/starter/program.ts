// The process that starts git for the program (see `git-starter.ts`). It ends soon after the program, and git with it.
import { executeGit, type GitRequest } from "./execute-git.ts";
import type { FromStarter, ToStarter } from "./git-starter.ts";

/**
 * How long git may finish what it does after the program has died, in milliseconds. Ended in the middle of a push to a
 * folder, it would leave the lock of the branch there.
 */
const FINISH_MS = 5_000;

const running = new Map<number, AbortController>();
const send = (message: FromStarter) => process.send?.(message, () => {});

process.on("message", (message: ToStarter) => {
  if (message.kind === "start") void start(message.id, message.request);
  else running.get(message.id)?.abort();
});
process.on("disconnect", () => {
  setTimeout(() => {
    for (const scope of running.values()) scope.abort();
  }, FINISH_MS).unref();
});
send({ kind: "ready" });

async function start(id: number, request: GitRequest): Promise<void> {
  const scope = new AbortController();
  running.set(id, scope);
  const end = await executeGit(request, scope.signal);
  running.delete(id);
  send({ kind: "end", id, end });
}
