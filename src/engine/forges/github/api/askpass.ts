import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Variables } from "../../../git/git-environment.ts";
import type { Token } from "./token.ts";

/** Git asks "Username for …" and "Password for …"; the token is in the environment of that one git process, in no argument and no file. */
const SCRIPT = `#!/bin/sh
case "$1" in
Username*) echo x-access-token ;;
*) printf '%s\\n' "$MILESTONE_TUI_GIT_TOKEN" ;;
esac
`;

/** The variables by which git gets the token over HTTPS. @param folder the program's own, for the script that answers */
export async function askpassVariables(token: Token, folder: string): Promise<Variables> {
  const path = join(folder, "askpass");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(path, SCRIPT, { mode: 0o700 });
  return { GIT_ASKPASS: path, MILESTONE_TUI_GIT_TOKEN: token.reveal() };
}
