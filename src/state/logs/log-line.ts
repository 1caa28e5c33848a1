import type { Activity, TransientEvent } from "../../engine/model/transient-events.ts";
import type { Stamped } from "../../engine/model/events.ts";
import { sanitize, sanitizeLine } from "../../engine/text/sanitize.ts";

/**
 * Formats an event as log lines, each `<time> <source> <text>` and a line end; undefined for an event that is not
 * logged.
 */
export function logLines(event: Stamped<TransientEvent>): string | undefined {
  switch (event.type) {
    case "log":
      return lines(event.at, event.source, event.text);
    case "activity": {
      const text = activityText(event.activity);
      return text === undefined ? undefined : lines(event.at, "agent", text);
    }
    case "explained":
    case "notice":
      return line(event.at, "engine", event.text);
    case "waiting":
      return line(event.at, "engine", `${event.reason}; next try ${event.until}`);
    case "retrying":
      return line(event.at, "engine", "Trying again at once");
  }
}

function line(at: string, source: string, text: string): string {
  return lines(at, source, sanitizeLine(text));
}

function lines(at: string, source: string, text: string): string {
  const start = `${at} ${source.padEnd(9)} `;
  return `${start}${sanitize(text).replaceAll("\n", `\n${start}`)}\n`;
}

/** Plans, usage and running tools are states that the screen shows; they are not logged. */
function activityText(activity: Activity): string | undefined {
  switch (activity.kind) {
    case "message":
    case "thought":
      return activity.text;
    case "tool":
      return activity.state === "done" || activity.state === "failed"
        ? `${activity.tool}: ${activity.title} (${activity.state})`
        : undefined;
    case "permission":
      return `permission ${activity.allowed ? "given" : "refused"}: ${activity.title}`;
    case "plan":
    case "usage":
      return undefined;
  }
}
