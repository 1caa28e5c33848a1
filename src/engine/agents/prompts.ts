import { readIfExists } from "../files/read-if-exists.ts";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { reviewResultSchema } from "../model/findings/review.ts";
import type { AgentTask } from "./agent.ts";
import { fenced, problemText } from "./prompt-problem.ts";
import { renderPrompt } from "./prompt-template.ts";
import { PROMPTS } from "./prompt-texts.ts";

/** Files in which repositories keep rules for agents. The prompt names them and does not copy them. */
const RULES = ["AGENTS.md", "CLAUDE.md"];

/**
 * Builds the whole prompt of a task, from the template of the repository or else the built-in one. The repository's
 * template is `.milestone/prompts/<task>.md` in the user's checkout, not in the worktree, where an agent could change
 * it.
 * @throws MilestoneError `config` where the repository's template has an unknown placeholder
 */
export async function promptFor(task: Omit<AgentTask, "prompt">): Promise<string> {
  const rules = RULES.filter((name) => existsSync(join(task.cwd, name)));
  const override = join(".milestone", "prompts", `${task.kind}.md`);
  const template = await readIfExists(join(checkoutOf(task.planPath), override));
  return renderPrompt(template ?? PROMPTS[task.kind], promptValues(task, rules), override);
}

/**
 * Returns the values of the placeholders, by name.
 * @param rules names of the files with the repository's rules
 */
function promptValues(task: Omit<AgentTask, "prompt">, rules: readonly string[]): Readonly<Record<string, string>> {
  const { issue } = task;
  const criteria = issue.spec?.acceptanceCriteria ?? [];
  return {
    milestone: task.milestone,
    issue: issue.id,
    title: issue.title,
    githubIssue: issue.github === undefined ? "" : `#${issue.github}`,
    priority: issue.priority,
    attempt: String(task.attempt),
    plan: task.planPath,
    baseCommit: task.baseCommit,
    spec: fenced(issue.spec?.text) || "(There is no specification beyond the title.)",
    acceptanceCriteria: criteria.map(({ text }) => `- ${text}`).join("\n"),
    problem: task.kind === "fix" ? problemText(task.stop) : "",
    rules: rules.length === 0 ? "" : `\nFollow the repository's rules in ${rules.join(" and ")}.`,
    schema: reviewSchema(),
  };
}

let reviewSchemaText: string | undefined;

/** Returns the JSON schema of a review's result. */
function reviewSchema(): string {
  return (reviewSchemaText ??= JSON.stringify(z.toJSONSchema(reviewResultSchema, { io: "input" })));
}

/** Returns the nearest folder above `path` that is a checkout, or the folder of `path` where there is none. */
function checkoutOf(path: string): string {
  const start = dirname(path);
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, ".git"))) return folder;
    if (folder === dirname(folder)) return start;
  }
}
