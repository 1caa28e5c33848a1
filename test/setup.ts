// Every test file runs with a home of its own, no tokens, and a git identity nobody has to configure.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

const home = mkdtempSync(join(tmpdir(), "milestone-home-"));
mkdirSync(join(home, "state"));
writeFileSync(
  join(home, ".gitconfig"),
  "[user]\n\tname = Test Person\n\temail = test@example.invalid\n[init]\n\tdefaultBranch = main\n[gc]\n\tauto = 0\n",
);

for (const name of Object.keys(process.env)) {
  if (/TOKEN|SECRET|_KEY$|^GIT_|^GH_|^GITHUB_/.test(name)) delete process.env[name];
}
Object.assign(process.env, {
  HOME: home,
  XDG_CONFIG_HOME: join(home, ".config"),
  XDG_STATE_HOME: join(home, ".local/state"),
  MILESTONE_TUI_STATE_DIR: join(home, "state"),
  GIT_CONFIG_NOSYSTEM: "1",
  LC_ALL: "C.UTF-8",
  NO_COLOR: "1",
});

afterAll(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }));
