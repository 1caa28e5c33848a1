import { LABEL_COLORS, type Label } from "../../../model/findings/labels.ts";
import type { GitHubClient } from "../api/client.ts";
import { GitHubError } from "../api/github-failure.ts";
import { anything, labelSchema } from "../api/answer-schemas.ts";

export interface Labels {
  /** Adds labels to an issue or pull request. Creates the labels that the repository lacks, with their colors. */
  add(number: number, labels: readonly Label[], signal: AbortSignal): Promise<void>;
}

export function createLabels(client: GitHubClient): Labels {
  // In lower case, since GitHub compares labels without regard to case.
  let known: Set<string> | undefined;

  async function read(signal: AbortSignal): Promise<Set<string>> {
    const labels = await client.list(labelSchema, { what: "Reading the labels", signal }, (octokit, common) =>
      octokit.paginate(octokit.rest.issues.listLabelsForRepo, { ...common, per_page: 100 }),
    );
    return new Set(labels.map(({ name }) => name.toLowerCase()));
  }
  async function create(label: Label, signal: AbortSignal): Promise<void> {
    try {
      await client.call(anything, { what: `Creating the label ${label}`, signal }, (octokit, common) =>
        octokit.rest.issues.createLabel({ ...common, name: label, color: LABEL_COLORS[label].toLowerCase() }),
      );
    } catch (error) {
      if (!(error instanceof GitHubError) || error.status !== 422) throw error;
      // Another client created it, or an earlier attempt succeeded although its answer was lost.
      known = await read(signal);
      if (!known.has(label)) throw error;
    }
  }

  return {
    async add(number, labels, signal) {
      if (labels.length === 0) return;
      known ??= await read(signal);
      for (const label of labels) {
        if (known.has(label)) continue;
        await create(label, signal);
        known.add(label);
      }
      await client.call(anything, { what: `Labeling #${number}`, signal }, (octokit, common) =>
        octokit.rest.issues.addLabels({ ...common, issue_number: number, labels: [...labels] }),
      );
    },
  };
}
