import { MilestoneError, messageOf, systemCode } from "../../engine/model/errors.ts";

const MENDS: Readonly<Record<string, string>> = {
  ENOSPC: "Free some space on that disk.",
  EDQUOT: "Free some of your disk quota.",
  EROFS: "Make that file system writable again.",
  EIO: "Check that disk.",
};

/**
 * Does something to a file of the saved state; a failure of the system gets its name and mend.
 * @throws MilestoneError `state-unwritable`
 */
export async function writing<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    const code = systemCode(error);
    if (code === undefined || error instanceof MilestoneError) throw error;
    throw new MilestoneError("state-unwritable", `${path} cannot be written: ${messageOf(error)}`, {
      hint: `${MENDS[code] ?? "Check that disk and the rights on that folder."} Nothing that was recorded is lost.`,
      cause: error,
    });
  }
}
