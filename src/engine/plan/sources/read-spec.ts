import { realpath } from "node:fs/promises";
import { join } from "node:path";
import { MilestoneError } from "../../model/errors.ts";
import type { SpecOnDisk } from "../parse/assemble.ts";
import { finding } from "../review/findings.ts";
import { isInside, type Located } from "./locate-milestone.ts";
import type { IssueId, PlanFinding } from "../../model/plan.ts";
import { readText } from "./read-text.ts";
import { parseSpec } from "../parse/parse-spec.ts";

export interface SpecRequest {
  readonly id: IssueId;
  /** Line of the issue's row in the plan. */
  readonly line: number;
  /** Relative to the milestone folder. */
  readonly file: string;
  readonly located: Located;
  /** A regular file in the folder itself, known from its listing: no link can lead anywhere. */
  readonly isPlain: boolean;
}

export type ReadSpec = SpecOnDisk & { readonly id: IssueId; readonly problems: readonly PlanFinding[] };

/** Reads an issue's spec; what is wrong with the file comes back as findings. */
export async function readSpec({ id, line, file, located, isPlain }: SpecRequest): Promise<ReadSpec> {
  const unread = (problem: PlanFinding): ReadSpec => ({ id, file, parsed: undefined, problems: [problem] });
  const named = join(located.folder, file);
  const path = isPlain ? named : await realpath(named).catch(() => undefined);
  if (path === undefined) {
    return unread(
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
    return unread(
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
      return unread(
        finding(
          "spec-empty",
          1,
          `Spec file of issue #${id} is empty: ${file}`,
          "Write what is to be done, with acceptance criteria.",
          { file, issue: id },
        ),
      );
    }
    const parsed = parseSpec(text, file);
    return { id, file, parsed, problems: parsed.problems.map((problem) => ({ ...problem, issue: id })) };
  } catch (error) {
    if (!(error instanceof MilestoneError)) throw error;
    return unread(
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
