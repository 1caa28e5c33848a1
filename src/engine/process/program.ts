import { accessSync, constants, statSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";

/** Whether a program can be started: by its path, or by its name in one of PATH's folders. */
export function isProgram(name: string, cwd: string, path: string | undefined): boolean {
  if (name.includes("/")) return isExecutable(resolve(cwd, name));
  return (path ?? "/usr/bin:/bin")
    .split(":")
    .some((folder) => isExecutable(isAbsolute(folder) ? join(folder, name) : resolve(cwd, folder, name)));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
