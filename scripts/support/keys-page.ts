import { BINDING_GROUPS, type Binding } from "../../src/ui/screen/input/binding.ts";
import { KEYS } from "../../src/ui/screen/input/key-bindings.ts";

/** Number of panes (`PaneName`). */
const PANES = 7;

/** Returns the table of keys as the Markdown page docs/keys.md. */
export function keysPage(): string {
  return `# Keys

Generated from the table that the screen uses (\`src/ui/screen/input/key-bindings.ts\`); \`?\` shows the same keys.
A key is offered only where its action is available. At a question, letters belong to its answers first: one letter is
enough if only one answer starts with it, \`approve\` has to be typed in full, and Esc clears what was typed.
${BINDING_GROUPS.map(groupSection).join("")}`;
}

function groupSection(group: Binding["group"]): string {
  const distinct = new Map(
    KEYS.filter((binding) => binding.group === group).map((binding) => [`${binding.action} ${binding.help}`, binding]),
  );
  const rows = [...distinct.values()].map((binding) => {
    const keys = binding.strokes.map((stroke) => `\`${stroke}\``).join(", ");
    return `| ${keys} | ${binding.help} | ${panesOf(binding)} |\n`;
  });
  return `\n## ${group}\n\n| key | does | where |\n| --- | --- | --- |\n${rows.join("")}`;
}

/** Lists the panes of all bindings with this action and help, since the table can bind a key more than once. */
function panesOf({ action, help }: Binding): string {
  const paneLists = KEYS.filter((other) => other.action === action && other.help === help).map(({ panes }) => panes);
  const panes = paneLists.flatMap((list) => list ?? []);
  return paneLists.includes(undefined) || panes.length === PANES ? "everywhere" : panes.join(", ");
}
