import type { Activity, Sight, Stamped } from "../engine/events.ts";
import { sanitiseLine } from "../engine/text/sanitise.ts";

/** An event as a line of a log, `<time> <source> <text>`, with its line end; undefined where it does not belong there. */
export function logLine(event: Stamped<Sight>): string | undefined {
  switch (event.type) {
    case "log":
      return line(event.at, event.source, event.text);
    case "activity": {
      const text = activityText(event.activity);
      return text === undefined ? undefined : line(event.at, "agent", text);
    }
    case "explained":
    case "notice":
      return line(event.at, "engine", event.text);
    case "waiting":
      return line(event.at, "engine", `${event.reason}; next try ${event.until}`);
  }
}

function line(at: string, source: string, text: string): string {
  return `${at} ${source.padEnd(9)} ${sanitiseLine(text)}\n`;
}

/** Plans and usage are states, shown as they are now; they are no lines. */
function activityText(activity: Activity): string | undefined {
  switch (activity.kind) {
    case "message":
    case "thought":
      return activity.text;
    case "tool":
      return activity.state === "done" || activity.state === "failed" ? `${activity.tool}: ${activity.title} (${activity.state})` : undefined;
    case "permission":
      return `permission ${activity.allowed ? "given" : "refused"}: ${activity.title}`;
    case "plan":
    case "usage":
      return undefined;
  }
}
