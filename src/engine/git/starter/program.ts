// The process that starts git for the program (see `git-starter.ts`). It ends with the program, and ends git with it.
import { executeGit, type GitRequest } from "./execute-git.ts";
import type { FromStarter, ToStarter } from "./git-starter.ts";

const running = new Map<number, AbortController>();
const send = (message: FromStarter) => process.send?.(message, () => {});

process.on("message", (message: ToStarter) => {
  if (message.kind === "start") void start(message.id, message.request);
  else running.get(message.id)?.abort();
});
process.on("disconnect", () => {
  for (const scope of running.values()) scope.abort();
});
send({ kind: "ready" });

async function start(id: number, request: GitRequest): Promise<void> {
  const scope = new AbortController();
  running.set(id, scope);
  const end = await executeGit(request, scope.signal);
  running.delete(id);
  send({ kind: "end", id, end });
}
