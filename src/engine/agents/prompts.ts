import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { systemCode } from "../model/errors.ts";
import { reviewResultSchema } from "../model/review.ts";
import type { AgentTask } from "./agent.ts";
import { fenced, problemText } from "./prompt-problem.ts";
import { renderPrompt } from "./prompt-template.ts";
import { PROMPTS } from "./prompt-texts.ts";

/** Files in which repositories keep rules for agents; they are named in the prompt, not copied. */
const RULES = ["AGENTS.md", "CLAUDE.md"];

/**
 * The whole prompt of a task: the repository's own (`.milestone/prompts/<task>.md` in the user's checkout, out of an agent's
 * reach) or the one built in.
 * @throws MilestoneError `config` where the repository's own has a placeholder that means nothing
 */
export async function promptFor(task: Omit<AgentTask, "prompt">): Promise<string> {
  const rules = RULES.filter((name) => existsSync(join(task.cwd, name)));
  const override = join(".milestone", "prompts", `${task.kind}.md`);
  const own = await readIfThere(join(checkoutOf(task.planPath), override));
  return renderPrompt(own ?? PROMPTS[task.kind], promptValues(task, rules), override);
}

/** What a prompt can speak of, by placeholder. @param rules names of the files with the repository's rules */
export function promptValues(
  task: Omit<AgentTask, "prompt">,
  rules: readonly string[],
): Readonly<Record<string, string>> {
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
    schema: JSON.stringify(z.toJSONSchema(reviewResultSchema, { io: "input" })),
  };
}

/** The nearest folder above that is a checkout; the folder itself where there is none. */
function checkoutOf(path: string): string {
  const start = dirname(path);
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, ".git"))) return folder;
    if (folder === dirname(folder)) return start;
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(systemCode(error) ?? "")) return undefined;
    throw error;
  }
}
