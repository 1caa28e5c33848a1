import type { SecretMatch } from "./secret-match.ts";

/** A literal that begins as a known token does, and the literals it is joined with: `"ghp_" + "…"`, in Python and C also side by side. */
const JOINED =
  /(["'`])((?:gh[pousr]_|github_pat_|AKIA|ASIA|xox[abprs]-|sk-|sk_live_|rk_live_|glpat-|AIza|npm_|hf_|SG\.|eyJ)[\w.+/=-]{0,200})\1(?:[ \t]*(?:\r?\n[ \t]*)?[+.&]?[ \t]*(?:\r?\n[ \t]*)?(["'`])[\w.+/=-]{1,400}\3){1,8}/g;

/** Tokens written in pieces, found by `find` once they are put together. The value is all of it as it stands in the text. */
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
