// Waits for a rate limit, of an agent or of GitHub, that the user ends with a word or a key.
import { describe, expect, inject, test } from "vitest";
import { acpMilestone } from "../support/acp-milestone.ts";
import { primaryLimit } from "../support/github/faults.ts";
import { gitHubMilestone } from "../support/github/milestone.ts";
import { testMilestone } from "../support/milestone.ts";
import { temporaryFolder } from "../support/repository.ts";
import { openTerminal } from "../support/terminal.ts";
import { until } from "../support/until.ts";

const WAIT = /⏳ .*[Rr]ate limit.*: next try (\d{4}-\S+Z), or at once: retry\n/;

/** A milestone whose agent is limited for an hour at its first task. */
const limitedAgent = () =>
  acpMilestone({
    turns: [
      { match: "^Implement", times: 1, steps: [{ say: "429 Too Many Requests. Retry after 1 h" }] },
      { match: "^Implement", steps: [{ write: "src/a.txt", content: "a\n" }] },
    ],
  });

describe("a wait of an hour", () => {
  test("for an agent ends at the word retry, and uses up no attempt", async () => {
    const { start } = limitedAgent();
    const { child, output, ended } = start(["m3", "--plain"]);
    await until(() => WAIT.test(output()));
    expect(Date.parse(WAIT.exec(output())?.[1] ?? "")).toBeGreaterThan(Date.now() + 3_000_000);
    child.stdin?.end("retry\ncontinue\n");
    const { code, stdout } = await ended;
    expect(stdout).toContain("> retry\n\n🔄 Retrying...\n");
    expect(stdout).not.toContain("🛑");
    expect(code).toBe(0);
  });

  test("ends at a word typed in advance, and the next word answers the next question", async () => {
    const { code, stdout } = await limitedAgent().run(["m3", "--plain"], ["retry", "continue"]);
    expect(stdout).toMatch(WAIT);
    expect(code).toBe(0);
  });

  test("ends at a word that names its issue", async () => {
    const { code, stdout } = await limitedAgent().run(["m3", "--json"], ["01 retry", "continue"]);
    expect(stdout).toContain('"type":"retrying","issue":"01"');
    expect(code).toBe(0);
  });

  test("is an event with its commands with --json", async () => {
    const { code, stdout } = await limitedAgent().run(["m3", "--json"], ["retry", "continue"]);
    const events = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(events).toContainEqual(expect.objectContaining({ type: "waiting", issue: "01", commands: ["retry"] }));
    expect(events).toContainEqual(expect.objectContaining({ type: "retrying" }));
    expect(code).toBe(0);
  });

  test("for a command agent ends too, and is shown again while the limit lasts", async () => {
    const folder = temporaryFolder();
    const count = `n=$(cat '${folder}/n' 2>/dev/null || echo 0); echo $((n + 1)) > '${folder}/n'`;
    const script = `if [ "$MILESTONE_TASK" = review ]; then echo '{"findings":[]}' > "$MILESTONE_RESULT_FILE"; exit; fi
      ${count}; if [ "$n" -lt 2 ]; then echo "429: rate limit, try again in 3 hours"; exit 1; fi; echo done > done.txt`;
    const milestone = testMilestone({
      issues: [{ id: "01" }],
      config: { agent: { command: ["sh", "-c", script], writable: [folder] } },
    });
    const { code, stdout } = await milestone.run(["m3", "--plain"], ["retry", "retry", "continue"]);
    expect(stdout.match(new RegExp(WAIT, "g"))).toHaveLength(2);
    expect(code).toBe(0);
  });

  test("for GitHub ends for all requests", async () => {
    const milestone = await gitHubMilestone({ config: { test: "true" }, issues: [{ id: "01" }] });
    milestone.github.faults.add({
      ...primaryLimit(Math.floor(Date.now() / 1000) + 3600),
      method: "POST",
      path: /pulls$/,
    });
    const { child, output, ended } = milestone.start(["m3", "--plain"], { MILESTONE_TUI_TIME_SCALE: "2" });
    await until(() => WAIT.test(output()));
    child.stdin?.end("retry\ncontinue\n");
    const { code, stdout } = await ended;
    expect(stdout).toContain("🔄 Retrying...");
    expect(code).toBe(0);
    expect(await milestone.pulls()).toHaveLength(1);
  });

  test("on the screen shows its end and a key that ends it", async () => {
    const milestone = limitedAgent();
    const terminal = openTerminal(process.execPath, [inject("bin"), "m3", "-C", milestone.root], {
      columns: 100,
      rows: 30,
      env: { MILESTONE_TUI_STATE_DIR: milestone.stateDir, GIT_CONFIG_NOSYSTEM: "1", LC_ALL: "C.UTF-8" },
    });
    await terminal.until(() => terminal.text().includes("waits until"));
    await terminal.until(() => terminal.text().includes("R retry now"));
    terminal.type("R");
    await terminal.until(() => terminal.text().includes("Phase 1 complete"));
    expect(terminal.text()).not.toContain("R retry now");
    terminal.type("c");
    expect(await terminal.ended).toBe(0);
  });
});
