import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { messageOf } from "../../model/errors.ts";
import type { AgentTask } from "../agent.ts";

/** The session in which an issue was implemented, for its fixes to go on in. */
const recordSchema = z.object({
  agent: z.string(),
  sessionId: z.string().min(1),
  cwd: z.string(),
  /** Reported for it so far. */
  usd: z.number().optional(),
  /** It was cut short by a rate limit, and goes on with the same task. */
  unfinished: z.boolean(),
});
export type SessionRecord = z.infer<typeof recordSchema>;

/** The session to go on in: for a fix, or after a rate limit; undefined where a new one is due. */
export async function sessionToResume(task: AgentTask, agent: string): Promise<SessionRecord | undefined> {
  if (task.kind === "review") return undefined;
  const text = await readFile(fileOf(task), "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const { data } = recordSchema.safeParse(parsed(text));
  const isOurs = data?.agent === agent && data.cwd === task.cwd;
  return isOurs && (task.kind === "fix" || data.unfinished) ? data : undefined;
}

/** A session that is not kept only costs the agent its memory. */
export async function keepSession(
  task: AgentTask,
  record: Omit<SessionRecord, "cwd">,
  onProblem: (text: string) => void,
): Promise<void> {
  if (task.kind === "review") return;
  try {
    await mkdir(dirname(fileOf(task)), { recursive: true, mode: 0o700 });
    await writeFile(fileOf(task), JSON.stringify({ ...record, cwd: task.cwd }), { mode: 0o600 });
  } catch (error) {
    onProblem(`The agent's session is not kept: ${messageOf(error)}`);
  }
}

/** Beside the scratch folders of the tasks, out of the agent's reach. */
function fileOf(task: AgentTask): string {
  return join(dirname(task.scratch), `${task.issue.id}-session.json`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
