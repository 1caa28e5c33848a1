/** A value of `lane.env`: the text, or what is wrong with it. */
export type LaneTemplate =
  | { readonly ok: true; expand(lane: number): string }
  | { readonly ok: false; readonly problem: string };

/**
 * Reads a text with calculations in braces: whole numbers, `lane`, `+`, `-` and `*`, as in `{3000 + lane * 10}`. `{{`
 * is a brace. A closing brace without an opening one is itself.
 */
export function parseLaneTemplate(text: string): LaneTemplate {
  const parts: ((lane: number) => string)[] = [];
  for (const [part] of text.matchAll(/\{\{|\{[^}]*\}?|[^{]+/g)) {
    if (part === "{{") parts.push(() => "{");
    else if (!part.startsWith("{")) parts.push(() => part);
    else {
      const sum = part.endsWith("}") ? parseSum(part.slice(1, -1)) : undefined;
      if (sum === undefined) return { ok: false, problem: problemOf(part) };
      parts.push((lane) => String(sum(lane)));
    }
  }
  return { ok: true, expand: (lane) => parts.map((part) => part(lane)).join("") };
}

const NUMBER = String.raw`\s*(?:\d{1,9}|lane)\s*`;
const SUM = new RegExp(`^${NUMBER}(?:[-+*]${NUMBER})*$`);

function parseSum(text: string): ((lane: number) => number) | undefined {
  if (!SUM.test(text)) return undefined;
  const terms = text.split(/(?=[-+])/).map((term) => {
    const sign = term.startsWith("-") ? -1 : 1;
    const factors = term.replace(/^[-+]/, "").split("*");
    return (lane: number) => factors.reduce((product, factor) => product * valueOf(factor.trim(), lane), sign);
  });
  return (lane) => terms.reduce((sum, term) => sum + term(lane), 0);
}

function valueOf(factor: string, lane: number): number {
  return factor === "lane" ? lane : Number(factor);
}

function problemOf(part: string): string {
  return (
    `${part} cannot be calculated: expected whole numbers, lane, + - and *, as in {3000 + lane * 10}; ` +
    "write {{ for a brace"
  );
}
