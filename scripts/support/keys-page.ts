import { KEYS, type Binding } from "../../src/ui/screen/input/keymap.ts";

/** How many panes there are (`PaneName`). */
const PANES = 7;
const GROUPS: readonly Binding["group"][] = ["Move", "Panes", "Look", "Do"];

/** The table of keys as a page of Markdown: docs/keys.md. */
export function keysPage(): string {
  return `# Keys

Made from the table that the screen itself reads (\`src/ui/screen/keymap.ts\`); \`?\` shows the same. A key is offered only where what it
does can be done. At a question the letters of its answers come first: one letter where it is the only answer that begins so,
\`approve\` typed out in full, Esc clears.
${GROUPS.map(groupOf).join("")}`;
}

function groupOf(group: Binding["group"]): string {
  const told = new Map(
    KEYS.filter((binding) => binding.group === group).map((binding) => [`${binding.action} ${binding.help}`, binding]),
  );
  const rows = [...told.values()].map((binding) => {
    const keys = binding.strokes.map((stroke) => `\`${stroke}\``).join(", ");
    return `| ${keys} | ${binding.help} | ${placesOf(binding)} |\n`;
  });
  return `\n## ${group}\n\n| key | does | where |\n| --- | --- | --- |\n${rows.join("")}`;
}

/** A key may stand in the table twice, with another place in the key bar. */
function placesOf({ action, help }: Binding): string {
  const places = KEYS.filter((other) => other.action === action && other.help === help).map(({ panes }) => panes);
  const panes = places.flatMap((some) => some ?? []);
  return places.includes(undefined) || panes.length === PANES ? "everywhere" : panes.join(", ");
}
