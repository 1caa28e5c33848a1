const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };
/** Whoever says later than a week means something else, such as the end of a subscription. */
const LATEST_MS = 7 * 86_400_000;

/** When a limit is lifted, from the agent's words; undefined where they do not say, or say something impossible. */
export function resetTime(words: string, now: Date): Date | undefined {
  const found = afterDuration(words, now) ?? atEpoch(words) ?? atTime(words);
  if (found === undefined || Number.isNaN(found.getTime())) return undefined;
  const ahead = found.getTime() - now.getTime();
  return ahead > 0 && ahead < LATEST_MS ? found : undefined;
}

/** `retry after 30 s`, `"retry_after": 12.5`, `try again in 5 minutes`, `retryDelay":"1s"`. */
function afterDuration(words: string, now: Date): Date | undefined {
  const pattern =
    /(?:retry[_ -]?(?:after|delay|in)|try again in|again in|resets? in|wait)(?:_?(ms|seconds))?["\s:=]*(?:about )?(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)?/i;
  const [, suffix, amount, unit = suffix] = pattern.exec(words) ?? [];
  if (amount === undefined) return undefined;
  const seconds =
    unit?.toLowerCase() === "ms"
      ? Number(amount) / 1000
      : Number(amount) * (UNITS[unit?.[0]?.toLowerCase() ?? "s"] ?? 1);
  return new Date(now.getTime() + seconds * 1000);
}

/** Seconds or milliseconds since 1970, where a reset is spoken of: `usage limit reached|1767225600`, `"resetsAt":1767225600`. */
function atEpoch(words: string): Date | undefined {
  const [, digits] = /(?:reached\||resets?_?(?:at)?["\s:=]*)(\d{10}(?:\d{3})?)\b/i.exec(words) ?? [];
  return digits === undefined ? undefined : new Date(Number(digits) * (digits.length === 10 ? 1000 : 1));
}

function atTime(words: string): Date | undefined {
  const [time] = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)/.exec(words) ?? [];
  return time === undefined ? undefined : new Date(time);
}
