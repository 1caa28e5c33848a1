import { MilestoneError, messageOf, systemCode } from "../../engine/model/errors.ts";

const HINTS: Readonly<Record<string, string>> = {
  ENOSPC: "Free some space on that disk.",
  EDQUOT: "Free some of your disk quota.",
  EROFS: "Make that file system writable again.",
  EIO: "Check that disk.",
};

/**
 * Runs an action that writes a file of the saved state, and gives a system error a message and a hint.
 * @throws MilestoneError `state-unwritable`
 */
export async function withWriteErrors<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    const code = systemCode(error);
    if (code === undefined || error instanceof MilestoneError) throw error;
    throw new MilestoneError("state-unwritable", `${path} cannot be written: ${messageOf(error)}`, {
      hint: `${HINTS[code] ?? "Check that disk and the permissions of that folder."} No recorded fact is lost.`,
      cause: error,
    });
  }
}
