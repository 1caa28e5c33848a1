import type { SecretMatch } from "./secret-match.ts";

/**
 * A literal that begins like a known token, with the literals that it is joined with: `"ghp_" + "…"`, in Python and C
 * also side by side.
 */
const JOINED = new RegExp(
  /(["'`])/.source +
    "((?:gh[pousr]_|github_pat_|AKIA|ASIA|xox[abprs]-|sk-|sk_live_|rk_live_|glpat-|AIza|npm_|hf_|" +
    String.raw`SG\.|eyJ)[\w.+/=-]{0,200})\1` +
    String.raw`(?:[ \t]*(?:\r?\n[ \t]*)?[+.&]?[ \t]*(?:\r?\n[ \t]*)?` +
    /(["'`])/.source +
    String.raw`[\w.+/=-]{1,400}\3){1,8}`,
  "g",
);

/**
 * Finds tokens that are split into several literals: joins the literals and searches the result with `find`. The value
 * of a match is the whole source text, from the first literal to the last.
 */
export async function findJoined(
  text: string,
  find: (joined: string) => Promise<readonly SecretMatch[]>,
): Promise<readonly SecretMatch[]> {
  const matches: SecretMatch[] = [];
  for (const { 0: match, index } of text.matchAll(JOINED)) {
    const joined = [...match.matchAll(/(["'`])([^"'`]*)\1/g)].map(([, , piece = ""]) => piece).join("");
    const [found] = await find(joined);
    if (found !== undefined) matches.push({ ...found, value: match.slice(1, -1), start: index + 1 });
  }
  return matches;
}
