import type { MilestoneEvent } from "../../engine/model/events.ts";

/** What is followed and compared rather than read: changing it would change what the program does. */
const EXACT = new Set([
  "type",
  "id",
  "issue",
  "branch",
  "commit",
  "digest",
  "fingerprint",
  "fingerprints",
  "milestone",
]);

/**
 * An event with every text in it cleaned; the same one where nothing had to be. This is the one place through which all
 * that is recorded, logged, shown or written as JSON has to pass.
 */
export function cleanEvent<E extends MilestoneEvent>(event: E, clean: (text: string) => string): E {
  return cleanValue(event, clean) as E;
}

function cleanValue(value: unknown, clean: (text: string) => string): unknown {
  if (typeof value === "string") return clean(value);
  if (Array.isArray(value)) {
    const cleaned = value.map((entry) => cleanValue(entry, clean));
    return cleaned.some((entry, index) => entry !== value[index]) ? cleaned : value;
  }
  if (typeof value !== "object" || value === null) return value;
  let changed: Record<string, unknown> | undefined;
  for (const [key, inner] of Object.entries(value)) {
    if (EXACT.has(key)) continue;
    const cleaned = cleanValue(inner, clean);
    if (cleaned !== inner) (changed ??= { ...value })[key] = cleaned;
  }
  return changed ?? value;
}
