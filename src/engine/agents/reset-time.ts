/** Seconds per unit. */
const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };
/** A later time means something else than a rate limit, such as the end of a subscription. */
const LATEST_MS = 7 * 86_400_000;

/** Finds the time at which a limit is lifted in the text of a failure. Undefined where there is no plausible time. */
export function resetTime(text: string, now: Date): Date | undefined {
  const found = afterDuration(text, now) ?? atEpoch(text) ?? atTime(text);
  if (found === undefined || Number.isNaN(found.getTime())) return undefined;
  const ahead = found.getTime() - now.getTime();
  return ahead > 0 && ahead < LATEST_MS ? found : undefined;
}

const DURATION = new RegExp(
  String.raw`(?:retry[_ -]?(?:after|delay|in)|try again in|again in|resets? in|wait)(?:_?(ms|seconds))?["\s:=]*` +
    String.raw`(?:about )?(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)?`,
  "i",
);

/** `retry after 30 s`, `"retry_after": 12.5`, `try again in 5 minutes`, `retryDelay":"1s"`. */
function afterDuration(text: string, now: Date): Date | undefined {
  const [, suffix, amount, unit = suffix] = DURATION.exec(text) ?? [];
  if (amount === undefined) return undefined;
  const seconds =
    unit?.toLowerCase() === "ms"
      ? Number(amount) / 1000
      : Number(amount) * (UNITS[unit?.[0]?.toLowerCase() ?? "s"] ?? 1);
  return new Date(now.getTime() + seconds * 1000);
}

/**
 * Seconds or milliseconds since 1970, after a word for the reset: `limit reached|1767225600`, `"resetsAt":1767225600`.
 */
function atEpoch(text: string): Date | undefined {
  const [, digits] = /(?:reached\||resets?_?(?:at)?["\s:=]*)(\d{10}(?:\d{3})?)\b/i.exec(text) ?? [];
  return digits === undefined ? undefined : new Date(Number(digits) * (digits.length === 10 ? 1000 : 1));
}

/** The first ISO 8601 time in the text. */
function atTime(text: string): Date | undefined {
  const [time] = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)/.exec(text) ?? [];
  return time === undefined ? undefined : new Date(time);
}
