import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { messageOf } from "../../model/errors.ts";
import type { AgentTask } from "../agent.ts";

/** The session in which an issue was implemented. Fixes of the issue continue it. */
const recordSchema = z.object({
  agent: z.string(),
  sessionId: z.string().min(1),
  cwd: z.string(),
  /** USD that the agent reported for the session so far. */
  usd: z.number().optional(),
  /** A rate limit interrupted the session's last task, which then continues in this session. */
  unfinished: z.boolean(),
});
export type SessionRecord = z.infer<typeof recordSchema>;

/** The session to continue, for a fix or after a rate limit. Undefined where the task needs a new session. */
export async function sessionToResume(task: AgentTask, agent: string): Promise<SessionRecord | undefined> {
  if (task.kind === "review") return undefined;
  const text = await readFile(recordPath(task), "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const { data } = recordSchema.safeParse(parseJson(text));
  const isSameAgent = data?.agent === agent && data.cwd === task.cwd;
  return isSameAgent && (task.kind === "fix" || data.unfinished) ? data : undefined;
}

/** Saves the session for later tasks. A failure to save is only reported: the agent then begins a new session. */
export async function saveSession(
  task: AgentTask,
  record: Omit<SessionRecord, "cwd">,
  onProblem: (text: string) => void,
): Promise<void> {
  if (task.kind === "review") return;
  try {
    await mkdir(dirname(recordPath(task)), { recursive: true, mode: 0o700 });
    await writeFile(recordPath(task), JSON.stringify({ ...record, cwd: task.cwd }), { mode: 0o600 });
  } catch (error) {
    onProblem(`The agent's session is not saved: ${messageOf(error)}`);
  }
}

/** A file beside the scratch folders of the tasks, where the agent cannot write. */
function recordPath(task: AgentTask): string {
  return join(dirname(task.scratch), `${task.issue.id}-session.json`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
