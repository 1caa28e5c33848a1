import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Variables } from "../../../git/git-environment.ts";
import type { Token } from "./token.ts";

/**
 * Answers git's prompts "Username for …" and "Password for …". The token is passed in the environment of the git
 * process, so that it appears in no argument and no file.
 */
const SCRIPT = `#!/bin/sh
case "$1" in
Username*) echo x-access-token ;;
*) printf '%s\\n' "$MILESTONE_TUI_GIT_TOKEN" ;;
esac
`;

/**
 * Returns the environment variables that let git authenticate with the token over HTTPS.
 * @param folder a folder of the program, into which the askpass script is written
 */
export async function askpassVariables(token: Token, folder: string): Promise<Variables> {
  const path = join(folder, "askpass");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(path, SCRIPT, { mode: 0o700 });
  return { GIT_ASKPASS: path, MILESTONE_TUI_GIT_TOKEN: token.reveal() };
}
