import type { Config } from "./config-schema.ts";
import { parseLaneTemplate } from "./lane-template.ts";

/**
 * Returns the variables of a lane, which all its processes get: `MILESTONE_LANE` and those of `lane.env`.
 * @param lane the number of the lane, from 1
 */
export function laneEnvironment(env: Config["lane"]["env"], lane: number): Record<string, string> {
  const added = Object.entries(env).map(([name, value]) => {
    const template = parseLaneTemplate(value);
    if (!template.ok) throw new Error(`The config was not checked: ${template.problem}`);
    return [name, template.expand(lane)] as const;
  });
  return { ...Object.fromEntries(added), MILESTONE_LANE: String(lane) };
}
