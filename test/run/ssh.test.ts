import { describe, expect, test } from "vitest";
import { testMilestone } from "../support/milestone.ts";
import { hasSshd, startSshd, SSHD } from "../support/sshd.ts";

if (!hasSshd())
  console.warn(`SKIPPED: pushes over SSH are not tested, since ${SSHD} is missing (apt-get install openssh-server)`);

describe.skipIf(!hasSshd())(
  "an unauthorized key stops the run with ssh's reason, and retry works once it is authorized,",
  () => {
    test("at the start of the run", async () => {
      const server = await startSshd();
      const milestone = testMilestone({ issues: [{ id: "01" }] });
      milestone.git("remote", "set-url", "origin", server.url(milestone.remote));
      const { child, ended, output } = milestone.start(["m3", "--plain"], server.environment);
      await expect
        .poll(output, { timeout: 30_000 })
        .toContain("🛑 Push failed\n\nError: Permission denied (publickey)\n\nretry | abort\n");
      server.authorize();
      child.stdin?.end("retry\ncontinue\n");
      expect(await ended).toMatchObject({ code: 0, stdout: expect.stringContaining("✓ PR #1 created") });
      expect(milestone.git("ls-remote", milestone.remote, "refs/heads/milestone/m3-test")).not.toBe("");
    });

    test("at an issue's push", async () => {
      const server = await startSshd();
      server.authorize();
      const milestone = testMilestone({
        issues: [{ id: "01", script: { implement: { write: { "a.txt": "a\n" }, shell: ': > "$AUTHORIZED_KEYS"' } } }],
        agentEnvironment: { AUTHORIZED_KEYS: server.authorizedKeys },
      });
      milestone.git("remote", "set-url", "origin", server.url(milestone.remote));
      const { child, ended, output } = milestone.start(["m3", "--plain"], server.environment);
      await expect
        .poll(output, { timeout: 30_000 })
        .toContain("🛑 Push failed\n\nError: Permission denied (publickey)\n\nretry | skip | abort\n");
      server.authorize();
      child.stdin?.end("retry\ncontinue\n");
      expect(await ended).toMatchObject({
        code: 0,
        stdout: expect.stringContaining("> retry\n\n🔄 Retrying push...\n✓ Pushed\n\n✓ PR #1 created"),
      });
    });
  },
);
