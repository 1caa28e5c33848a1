import { z } from "zod";
import { configSchema } from "../../engine/config/config-schema.ts";

/** `milestone-tui schema`: the JSON schema of the config file as a user writes it, for editors. Exit code 0. */
export async function schema(): Promise<number> {
  process.stdout.write(`${JSON.stringify(configJsonSchema(), undefined, 2)}\n`);
  return 0;
}

export function configJsonSchema(): object {
  return { title: "milestone.config", ...z.toJSONSchema(configSchema, { io: "input" }) };
}
