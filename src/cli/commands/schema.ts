import { z } from "zod";
import { configSchema } from "../../engine/config/config-schema.ts";

/** `milestone-tui schema`: prints the JSON schema of the config file, for editors. Exit code 0. */
export async function schema(): Promise<number> {
  process.stdout.write(`${JSON.stringify(configJsonSchema(), undefined, 2)}\n`);
  return 0;
}

/** The schema of the config as a user writes it, before defaults are filled in. */
export function configJsonSchema(): object {
  return { title: "milestone.config", ...z.toJSONSchema(configSchema, { io: "input" }) };
}
