import { plainText, type Block } from "./markdown.ts";

/** The sections of a plan in which the program tracks its progress. */
export type TrackingSection = "completed" | "pulls" | "blocked" | "skipped" | "current";

/** The part of the plan that contains a block. */
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
  /** All blocks except headings, each with its place. */
  readonly blocks: readonly { readonly block: Exclude<Block, { kind: "heading" }>; readonly place: Place }[];
}

/** Headings of the tracking sections in lower case. */
const TRACKING: readonly (readonly [TrackingSection, RegExp])[] = [
  ["completed", /^completed(?: issues)?$/],
  ["pulls", /^open (?:prs|pull requests)$/],
  ["blocked", /^(?:blocked ?\/? ?needs review|blocked(?: issues)?|needs review)$/],
  ["skipped", /^skipped(?: issues)?$/],
  ["current", /^current (?:phase|status)$/],
];

/** Finds the phase or tracking section that contains each block of a plan. */
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
    // "Phase 1" under "Completed Issues", or again under "Phase 1", does not begin a phase.
    else if (phase !== undefined && !(inside && phases.has(phase.number))) {
      if (!phases.has(phase.number)) phases.set(phase.number, { ...phase, line: block.line });
      [place, level] = [{ in: "phase", number: phase.number }, block.level];
    } else if (!inside || isInventory(block.text)) [place, level] = [{ in: "elsewhere" }, block.level];
  }
  return { phases: [...phases.values()], blocks: placed };
}

/** Returns the tracking section of a heading such as `## 🚧 Blocked / Needs Review` or `### Open PRs (autopilot)`. */
export function trackingSection(heading: string): TrackingSection | undefined {
  const name = plainText(heading)
    .toLowerCase()
    .replace(/\([^)]*\)/g, "")
    .replace(/[^\p{L}\p{N}/ ]+/gu, " ")
    .replace(/\s+/g, " ")
    .trim();
  return TRACKING.find(([, pattern]) => pattern.test(name))?.[0];
}

/** Parses `Phase 1: Foundation`, `🚀 **Phase 1** — Foundation`, `Phase 1 (Foundation)` and `Phase 1`. */
function phaseNamed(heading: string): { number: number; name: string } | undefined {
  const match = /^[^\p{L}\p{N}]*phase\s+#?(\d{1,6})(?![\p{L}\p{N}])(.*)$/iu.exec(plainText(heading));
  const rest = match?.[2]?.trim() ?? "";
  // "Phase 1 exit criteria" is about a phase and does not begin one.
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
