import { MilestoneError } from "../model/errors.ts";

/**
 * Replaces the placeholders `{{name}}` of a template. Placeholders inside the inserted values are not replaced.
 * @param source the template's file, for the error message
 * @throws MilestoneError `config` for an unknown placeholder
 */
export function renderPrompt(template: string, values: Readonly<Record<string, string>>, source: string): string {
  return template.replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (placeholder, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value !== undefined) return value;
    throw new MilestoneError("config", `${source}: unknown placeholder ${placeholder}`, {
      hint: `Use one of: ${Object.keys(values)
        .map((known) => `{{${known}}}`)
        .join(", ")}.`,
    });
  });
}
