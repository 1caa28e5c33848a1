import { formatTimeLimit } from "../text/duration.ts";
import type { ProcessResult } from "../process/processes.ts";

/** Why a command has no result, in one line; undefined where its exit code counts. */
export function problemOf(result: ProcessResult, timeoutMs: number): string | undefined {
  if (result.ended === "timeout") return `Not finished after ${formatTimeLimit(timeoutMs)}`;
  if (result.ended === "missing") return result.tail;
  if (result.ended !== undefined) return `Ended early: ${result.ended}`;
  if (result.signal !== undefined) return `Killed by ${result.signal}`;
  return result.exitCode === 0 ? undefined : missingCommand(result);
}

/**
 * What shells, env, make and Python print where a program does not exist. make and npm pass it on with other exit
 * codes.
 */
const MISSING = [
  /^(?:\S*sh|make): (?:line )?(?:\d+: )?(?:exec: )?(\S+): (?:command )?not found$/,
  /^(?:\S*sh): (?:\d+: )?(?:line \d+: )?(?:exec: )?(\S+): No such file or directory$/,
  /^zsh:(?:\d+:)? command not found: (\S+)$/,
  /^(?:\/usr\/bin\/)?env: [‘'"]?([^’'"]+)[’'"]?: No such file or directory$/,
  /^make(?:\[\d+\])?: (\S+): No such file or directory$/,
  /^\S*python[\d.]*(?:\.exe)?: No module named (\S+)$/,
];

function missingCommand({ exitCode, tail }: ProcessResult): string | undefined {
  const lines = tail.split("\n").reverse();
  for (const line of exitCode === 127 ? lines : lines.slice(0, 12)) {
    for (const pattern of MISSING) {
      const name = pattern.exec(line.trim())?.[1];
      if (name !== undefined) return `Command not found: ${name}`;
    }
  }
  if (exitCode === 127) return "Command not found";
  return exitCode === 126 ? "Command cannot be executed" : undefined;
}
