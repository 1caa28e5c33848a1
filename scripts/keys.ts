// Generates docs/keys.md from the table of keys. Usage: node scripts/keys.ts
import { writeFile } from "node:fs/promises";
import { keysPage } from "./support/keys-page.ts";

await writeFile("docs/keys.md", keysPage());
