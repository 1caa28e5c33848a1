import type { TrackingSection } from "../parse/outline.ts";
import type { TrackedPull, TrackedReason, Tracking } from "./tracking-record.ts";

/** The headings of the sections that are added to a plan, in the order in which they are added. */
export const SECTION_TITLES: Readonly<Record<TrackingSection, string>> = {
  current: "Current Status",
  completed: "Completed Issues",
  pulls: "Open PRs (autopilot)",
  blocked: "Blocked / Needs Review",
  skipped: "Skipped Issues",
};

/** Returns the lines of a section; none where it is empty. */
export function sectionLines(section: TrackingSection, tracking: Tracking): readonly string[] {
  const lines: Readonly<Record<TrackingSection, readonly string[]>> = {
    current: tracking.current,
    completed: tracking.completed.map(
      ({ id, title, pull }) => `- #${id}: ${title}${pull === undefined ? "" : ` — PR #${pull}`}`,
    ),
    pulls: tracking.pulls.map(pullLine),
    blocked: tracking.blocked.map(reasonLine),
    skipped: tracking.skipped.map(reasonLine),
  };
  return lines[section].map(oneLine);
}

/** Returns the content of a section between the two marker comments by which it is found again. */
export function blockOf(section: TrackingSection, content: readonly string[], eol: string): string {
  return [opening(section), ...(content.length === 0 ? ["None"] : content), closing(section)].join(eol);
}

/** The comment before the content of a section. */
export function opening(section: TrackingSection): string {
  return `<!-- milestone-tui:begin ${section} -->`;
}

/** The comment after the content of a section. */
export function closing(section: TrackingSection): string {
  return `<!-- milestone-tui:end ${section} -->`;
}

function pullLine({ number, title, id, labels, url }: TrackedPull): string {
  const name = url === undefined ? `PR #${number}` : `[PR #${number}](${url})`;
  return [`- ${name} — ${title} (Issue #${id})`, ...labels.map((label) => `\`${label}\``)].join(" ");
}

function reasonLine({ id, title, reason }: TrackedReason): string {
  return `- #${id}: ${title} — ${reason}`;
}

/** Makes one line of external text, such as a title. The text cannot begin or end a comment. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim().replaceAll("<!--", "<! --").replaceAll("-->", "-- >");
}
