// Writes docs/events.md. node scripts/events.ts
import { writeFileSync } from "node:fs";
import { eventsPage } from "./support/events-page.ts";

writeFileSync("docs/events.md", eventsPage());
