/** A title between two rules, with an empty line around them. */
export function banner(title: string): readonly string[] {
  const rule = "═".repeat(47);
  return ["", rule, title, rule, ""];
}
