/** The first items for one line of text, and the number of the others: `a, b and 3 more`. */
export function listFirst(items: readonly string[], most: number): string {
  const shown = items.slice(0, most).join(", ");
  return items.length > most ? `${shown} and ${items.length - most} more` : shown;
}
