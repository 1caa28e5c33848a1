import { realpath } from "node:fs/promises";
import { join } from "node:path";
import { MilestoneError } from "../../model/errors.ts";
import type { SpecOnDisk } from "../parse/assemble.ts";
import { finding } from "../review/findings.ts";
import { isInside, type Located } from "./locate-milestone.ts";
import type { IssueId } from "../../model/plan.ts";
import type { PlanFinding } from "../../model/findings/plan-finding.ts";
import { readText } from "./read-text.ts";
import { parseSpec } from "../parse/parse-spec.ts";

export interface SpecRequest {
  readonly id: IssueId;
  /** Line of the issue's row in the plan. */
  readonly line: number;
  /** Relative to the milestone folder. */
  readonly file: string;
  readonly located: Located;
  /** Whether the folder lists a regular file of this name. Its path is not resolved then, since it has no links. */
  readonly isRegular: boolean;
}

export type ReadSpec = SpecOnDisk & { readonly id: IssueId; readonly problems: readonly PlanFinding[] };

/** Reads the spec of an issue. Problems with the file are returned as findings. */
export async function readSpec({ id, line, file, located, isRegular }: SpecRequest): Promise<ReadSpec> {
  const failed = (problem: PlanFinding): ReadSpec => ({ id, file, parsed: undefined, problems: [problem] });
  const named = join(located.folder, file);
  const path = isRegular ? named : await realpath(named).catch(() => undefined);
  if (path === undefined) {
    return failed(
      finding(
        "spec-missing",
        line,
        `Spec file of issue #${id} is missing: ${file}`,
        "Write the spec, or correct its name in the plan.",
        { issue: id },
      ),
    );
  }
  if (!isInside(path, located.root)) {
    return failed(
      finding(
        "path-outside",
        line,
        `Spec file of issue #${id} leads outside the repository: ${file}`,
        "Keep the spec in the milestone folder.",
        { issue: id },
      ),
    );
  }
  try {
    const text = readText(path, file);
    if (text.replace(/^\uFEFF/, "").trim() === "") {
      return failed(
        finding(
          "spec-empty",
          1,
          `Spec file of issue #${id} is empty: ${file}`,
          "Describe what is to be done, with acceptance criteria.",
          { file, issue: id },
        ),
      );
    }
    const parsed = parseSpec(text, file);
    return { id, file, parsed, problems: parsed.problems.map((problem) => ({ ...problem, issue: id })) };
  } catch (error) {
    if (!(error instanceof MilestoneError)) throw error;
    return failed(
      finding(
        "spec-unreadable",
        1,
        `Spec file of issue #${id} cannot be read: ${error.message}`,
        error.hint ?? "Save it as UTF-8 text.",
        { file, issue: id },
      ),
    );
  }
}
