import { plainText, type Block } from "./markdown.ts";

/** The sections of a plan that the program writes. */
export type TrackingSection = "completed" | "pulls" | "blocked" | "skipped" | "current";

/** What part of the plan a block stands in. */
export type Place =
  | { readonly in: "phase"; readonly number: number }
  | { readonly in: "tracking"; readonly section: TrackingSection }
  | { readonly in: "elsewhere" };

export interface PhaseHeading {
  readonly number: number;
  readonly name: string;
  readonly line: number;
}

export interface Outline {
  /** In plan order. */
  readonly phases: readonly PhaseHeading[];
  /** The blocks that are no headings, each with its place. */
  readonly blocks: readonly { readonly block: Exclude<Block, { kind: "heading" }>; readonly place: Place }[];
}

const TRACKING: readonly (readonly [TrackingSection, RegExp])[] = [
  ["completed", /^completed(?: issues)?$/],
  ["pulls", /^open (?:prs|pull requests)$/],
  ["blocked", /^(?:blocked ?\/? ?needs review|blocked(?: issues)?|needs review)$/],
  ["skipped", /^skipped(?: issues)?$/],
  ["current", /^current (?:phase|status)$/],
];

/** Which phase, or which of the program's own sections, every block of a plan stands in. */
export function outlineOf(blocks: readonly Block[]): Outline {
  const phases = new Map<number, PhaseHeading>();
  const placed: { block: Exclude<Block, { kind: "heading" }>; place: Place }[] = [];
  let place: Place = { in: "elsewhere" };
  let level = 0;
  for (const block of blocks) {
    if (block.kind !== "heading") {
      placed.push({ block, place });
      continue;
    }
    const phase = phaseNamed(block.text);
    const section = trackingSection(block.text);
    const inside = block.level > level && place.in !== "elsewhere";
    if (section !== undefined) [place, level] = [{ in: "tracking", section }, block.level];
    // "Phase 1" below "Completed Issues", or again below "Phase 1", opens no phase.
    else if (phase !== undefined && !(inside && phases.has(phase.number))) {
      if (!phases.has(phase.number)) phases.set(phase.number, { ...phase, line: block.line });
      [place, level] = [{ in: "phase", number: phase.number }, block.level];
    } else if (!inside || isInventory(block.text)) [place, level] = [{ in: "elsewhere" }, block.level];
  }
  return { phases: [...phases.values()], blocks: placed };
}

/** The section of the program's own that a heading opens: `## 🚧 Blocked / Needs Review`, `### Open PRs (autopilot)`. */
export function trackingSection(heading: string): TrackingSection | undefined {
  const name = plainText(heading)
    .toLowerCase()
    .replace(/\([^)]*\)/g, "")
    .replace(/[^\p{L}\p{N}/ ]+/gu, " ")
    .replace(/\s+/g, " ")
    .trim();
  return TRACKING.find(([, pattern]) => pattern.test(name))?.[0];
}

/** `Phase 1: Foundation`, `🚀 **Phase 1** — Foundation`, `Phase 1 (Foundation)`, `Phase 1`. */
function phaseNamed(heading: string): { number: number; name: string } | undefined {
  const match = /^[^\p{L}\p{N}]*phase\s+#?(\d{1,6})(?![\p{L}\p{N}])(.*)$/iu.exec(plainText(heading));
  const rest = match?.[2]?.trim() ?? "";
  // "Phase 1 exit criteria" is about a phase and opens none.
  if (match === null || /^[\p{L}\p{N}]/u.test(rest)) return undefined;
  const name = rest
    .replace(/^(?:[:.)\-–—|/]|\s)+/u, "")
    .replace(/^\(([^()]*)\)$/, "$1")
    .trim();
  return { number: Number(match[1]), name };
}

function isInventory(heading: string): boolean {
  return /\binventory\b/i.test(plainText(heading));
}
