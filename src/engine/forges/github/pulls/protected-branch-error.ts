import { MilestoneError } from "../../../model/errors.ts";

/** A pull request or merge targets a branch that the program must not change. The run stops. */
export class ProtectedBranchError extends MilestoneError {
  readonly branch: string;

  constructor(branch: string) {
    super("push", `Refused: ${branch} is a protected branch`, {
      hint: "Only a person merges into this branch; name another one as the plan's Milestone Branch.",
    });
    this.branch = branch;
  }
}
