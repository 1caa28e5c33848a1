// A command agent that follows a script: { "01": { implement: Turn, fixes: [Turn], reviews: [[Finding]] } }.
// Instead of `reviews`, finds: { file, lacks: text, finding } reports the finding while the file lacks the text.
// `reviewShell` is a shell command run in each review. A Turn is { write: {path: text}, delete: [path], say: [line],
// done: [text], exit: code, sleep: ms, shell: command, usage: {usd: 1} }.
// The agent logs its calls to a file next to the script, so that a test can count them.
import { execSync } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

const scriptFile = process.argv[2];
const script = JSON.parse(readFileSync(scriptFile, "utf8"));
const {
  MILESTONE_TASK: task,
  MILESTONE_ISSUE: issue,
  MILESTONE_ATTEMPT: attempt,
  MILESTONE_RESULT_FILE: resultFile,
} = process.env;
const callsFile = `${scriptFile}.calls`;
const earlier = (existsSync(callsFile) ? readFileSync(callsFile, "utf8").split("\n") : []).filter((line) =>
  line.startsWith(`${task} ${issue} `),
).length;
appendFileSync(callsFile, `${task} ${issue} ${attempt}\n`);
readFileSync(0);

const part = script[issue] ?? {};
if (task === "review") {
  const reviews = part.reviews ?? [];
  if (part.reviewShell) execSync(part.reviewShell, { stdio: "inherit" });
  const { file, lacks, finding } = part.finds ?? {};
  const found = file !== undefined && existsSync(file) && !readFileSync(file, "utf8").includes(lacks) ? [finding] : [];
  const findings = reviews[Math.min(earlier, reviews.length - 1)] ?? found;
  if (findings === "nothing") process.exit(0);
  writeFileSync(resultFile, JSON.stringify({ findings }));
} else {
  const turn = (task === "fix" ? part.fixes?.[Math.min(earlier, part.fixes.length - 1)] : part.implement) ?? {
    write: { [`src/issue-${issue}.txt`]: `Issue ${issue}, ${task} ${attempt}\n` },
  };
  for (const line of turn.say ?? []) console.log(line);
  for (const [path, text] of Object.entries(turn.write ?? {})) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  for (const path of turn.delete ?? []) rmSync(path);
  if (turn.shell) execSync(turn.shell, { stdio: "inherit" });
  if (turn.sleep) await new Promise((resolve) => setTimeout(resolve, turn.sleep));
  if (turn.exit) process.exit(turn.exit);
  writeFileSync(resultFile, JSON.stringify({ summary: "Done", done: turn.done ?? [], usage: turn.usage }));
}
