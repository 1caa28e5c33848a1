// The demo's coding agent: a separate program that really edits files. It reads its task like any command agent.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { Files } from "./script-files.ts";
import { SCRIPT } from "./script.ts";

const {
  MILESTONE_TASK: task,
  MILESTONE_ISSUE: issue = "",
  MILESTONE_ATTEMPT: attempt = "1",
  MILESTONE_RESULT_FILE: resultFile = "",
} = process.env;
const pace = Number(process.env["DEMO_PACE"] ?? 0);
const part = SCRIPT[issue];

switch (task) {
  case "implement":
    await write(part?.rounds[0] ?? {});
    report({ summary: `Implemented issue ${issue}`, done: [] });
    break;
  case "fix":
    await write(part?.rounds[Number(attempt)] ?? part?.rounds.at(-1) ?? {});
    report({ summary: "Fixed what was found", done: part?.fixes?.[Number(attempt) - 1] ?? [] });
    break;
  case "review":
    await say("Reading the diff");
    report({ findings: findings() });
    break;
  default:
    process.stderr.write("MILESTONE_TASK must be implement, fix or review\n");
    process.exitCode = 1;
}

async function write(files: Files): Promise<void> {
  await say(`Reading the spec of issue ${issue}`);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    await say(`Wrote ${path}`);
  }
}

/** The findings of the review, which depend on what the files really contain. */
function findings(): readonly object[] {
  const found: object[] = [];
  const session = textOf("src/session.js");
  if (issue === "03" && !session.includes("/**")) found.push(finding("Missing docstring", "src/session.js", 4));
  if (issue === "03" && session.includes("createHash")) found.push(finding("Unused import", "src/session.js", 1));
  if (issue === "05" && textOf("src/middleware.js").includes("{ if"))
    found.push(finding("Complex logic needs refactor", "src/middleware.js", 3));
  return found;
}

function finding(title: string, file: string, line: number): object {
  return { title, file, line, severity: "warning", detail: title };
}

function textOf(path: string): string {
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}

async function say(text: string): Promise<void> {
  process.stdout.write(`${text}\n`);
  await setTimeout(pace);
}

function report(result: object): void {
  writeFileSync(resultFile, JSON.stringify(result));
}
