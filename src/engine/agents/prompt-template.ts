import { MilestoneError } from "../model/errors.ts";

/**
 * Fills the `{{name}}` places of a template, once: what is filled in is not looked at again.
 * @param source where the template stands, for the message
 * @throws MilestoneError `config` for a name that means nothing
 */
export function renderPrompt(template: string, values: Readonly<Record<string, string>>, source: string): string {
  return template.replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (place, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value !== undefined) return value;
    throw new MilestoneError("config", `${source}: unknown placeholder ${place}`, {
      hint: `Use one of: ${Object.keys(values)
        .map((known) => `{{${known}}}`)
        .join(", ")}.`,
    });
  });
}
