import type { LocalPull } from "../../engine/forges/local/local-forge.ts";
import { withoutMarkers } from "../../engine/forges/github/pulls/marker.ts";
import { sanitize, sanitizeLine } from "../../engine/text/sanitize.ts";

const STATE_SYMBOLS: Readonly<Record<LocalPull["state"], string>> = { open: "○", merged: "✓", closed: "✗" };

/** Returns the lines of `milestone-tui pr list`: one for each pull request, in the given order. */
export function pullListLines(pulls: readonly LocalPull[]): readonly string[] {
  return pulls.length === 0
    ? ["No pull requests yet."]
    : pulls.map((pull) => `${headline(pull)}  ${branches(pull)}${labels(pull)}`);
}

/** Returns the lines of `milestone-tui pr view NN`: the properties of a pull request, its body and its review. */
export function pullViewLines(pull: LocalPull): readonly string[] {
  return [
    headline(pull),
    `${branches(pull)}${labels(pull)}`,
    pull.mergeCommit !== undefined && pull.state === "merged" ? `Merged as ${pull.mergeCommit}` : `Head ${pull.head}`,
    "",
    ...sanitize(withoutMarkers(pull.body, "pull")).trim().split("\n"),
    ...reviewLines(pull),
  ];
}

function headline({ number, state, draft, title }: LocalPull): string {
  return `PR #${number} ${STATE_SYMBOLS[state]} ${state === "open" && draft ? "draft" : state}  ${sanitizeLine(title)}`;
}

function branches({ branch, base }: LocalPull): string {
  return sanitizeLine(`${branch} → ${base}`);
}

function labels({ labels }: LocalPull): string {
  return labels.length === 0 ? "" : `  [${sanitizeLine(labels.join(", "))}]`;
}

function reviewLines({ review }: LocalPull): readonly string[] {
  if (review === null) return [];
  if (review.findings.length === 0) return ["", "Review: no issues found"];
  const findings = review.findings.flatMap(({ title, file, line, severity, detail }, index) => [
    sanitizeLine(
      `${index + 1}. ${title}${file === "" ? "" : ` — ${file}${line === undefined ? "" : `#L${line}`}`} (${severity})`,
    ),
    ...(detail === ""
      ? []
      : sanitize(detail)
          .split("\n")
          .map((text) => `   ${text}`)),
  ]);
  return ["", "Review:", ...findings];
}
