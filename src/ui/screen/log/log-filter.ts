import type { LogLine } from "./log-entry.ts";

const LOG_FILTERS = ["all", "agent", "tools", "checks", "engine"] as const;
export type LogFilter = (typeof LOG_FILTERS)[number];

/** Returns whether a line passes the filter. Headings of steps always pass, as orientation. */
export function passes(line: LogLine, filter: LogFilter): boolean {
  if (filter === "all" || line.kind === "heading") return true;
  return filterOf(line) === filter;
}

export function nextFilter(filter: LogFilter): LogFilter {
  return LOG_FILTERS[(LOG_FILTERS.indexOf(filter) + 1) % LOG_FILTERS.length] ?? "all";
}

function filterOf({ kind, source }: LogLine): LogFilter {
  if (kind === "tool") return "tools";
  if (source === "agent") return "agent";
  return source === "engine" || source === "git" || source === "forge" ? "engine" : "checks";
}
