import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { removeFile } from "../../files/remove-file.ts";
import type { Stop } from "../../model/stop.ts";
import type { AgentTask } from "../agent.ts";

export interface TaskFiles {
  /** Absolute path of the file with the context of the task. */
  readonly context: string;
  /** Absolute path of the file to which the agent writes its result. */
  readonly result: string;
}

/**
 * Writes the context file of a task, and removes the result file of an earlier run. Only the user can read the files.
 */
export async function prepareTaskFiles(task: AgentTask): Promise<TaskFiles> {
  await mkdir(task.scratch, { recursive: true, mode: 0o700 });
  const files = {
    context: join(task.scratch, `context-${task.kind}.json`),
    result: join(task.scratch, `result-${task.kind}.json`),
  };
  await removeFile(files.result);
  await removeFile(files.context);
  await writeFile(files.context, `${JSON.stringify(contextOf(task), null, 2)}\n`, { mode: 0o600, flag: "wx" });
  return files;
}

/** Builds the content of the context file. Its keys are documented for users, so they must not change. */
function contextOf(task: AgentTask): object {
  const { issue } = task;
  return {
    task: task.kind,
    milestone: task.milestone,
    attempt: task.attempt,
    plan: task.planPath,
    baseCommit: task.baseCommit,
    issue: {
      id: issue.id,
      title: issue.title,
      github: issue.github ?? null,
      priority: issue.priority,
      phase: issue.phase,
      dependencies: issue.dependencies.flatMap((dependency) => dependency.issue ?? []),
      specFile: issue.spec?.file ?? issue.file ?? null,
      acceptanceCriteria: (issue.spec?.acceptanceCriteria ?? []).map(({ text }) => text),
    },
    spec: issue.spec?.text ?? null,
    ...evidenceOf(task.stop),
  };
}

function evidenceOf(stop: Stop | undefined): object {
  if (stop === undefined) return {};
  const { kind, evidence } = stop;
  switch (evidence.of) {
    case "review":
    case "gate":
    case "plan":
      return { stop: kind, findings: evidence.findings };
    case "tests":
      return { stop: kind, failingTests: evidence.result.failed, output: evidence.result.tail };
    case "checks":
      return { stop: kind, failingChecks: evidence.failed };
    case "ci":
      return { stop: kind, failingRuns: evidence.failed };
    case "conflict":
      return { stop: kind, conflict: { with: evidence.with, files: evidence.files } };
    case "error":
      return { stop: kind, error: evidence.message, output: evidence.detail ?? "" };
    case "phase":
    case "permission":
      return { stop: kind };
  }
}
