import type { MilestoneEvent } from "../../engine/model/events.ts";

/** Keys whose values are compared or used as names. Cleaning them would change what the program does. */
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
 * Cleans every text in an event. Returns the same event where nothing changes. All events pass through this function
 * before they are recorded, logged, shown or written as JSON.
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
