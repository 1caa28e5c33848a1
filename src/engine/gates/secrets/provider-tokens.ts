import type { SecretLintCoreConfig } from "@secretlint/types";
import { isPlaceholder } from "./placeholder.ts";
import type { SecretMatch } from "./secret-match.ts";

const PREFIX = "@secretlint/secretlint-rule-";

/**
 * Rules that this gate does not use. The first three are covered better by `url-secrets.ts` and `private-keys.ts`, and
 * the last one would let comments in a file disable rules.
 */
const EXCLUDED_RULES = ["basicauth", "database-connection-string", "privatekey", "filter-comments"];

/**
 * Matches where any of secretlint's rules may find something: a long run with a digit in it, a prefix before a long
 * run, or a word of a rule. Most files do not match, and running the rules over a file takes longer than all other
 * searches.
 */
const PREFILTER = new RegExp(
  String.raw`(?<![\w+/=-])(?=[\w+/=-]*\d)[\w+/=-]{20}|[a-z]{2,10}[_-](?=[\w-]{20})|(?:AKIA|ASIA|A3T|AGPA|AIDA|` +
    String.raw`AROA|AIPA|ANPA|ANVA|xox|xapp)|SG\.|hv[sbr]\.|aws|_authToken|x-oauth-basic|hooks\.slack|` +
    String.raw`private_key`,
  "i",
);

/** Finds tokens whose form identifies their provider, with secretlint's recommended rules. */
export async function findProviderTokens(path: string, text: string): Promise<readonly SecretMatch[]> {
  if (!PREFILTER.test(text)) return [];
  const [{ lintSource }, config] = await Promise.all([import("@secretlint/core"), loadRules()]);
  const { messages } = await lintSource({
    source: { content: text, filePath: path, ext: /\.[^./]+$/.exec(path)?.[0] ?? "", contentType: "text" },
    options: { config, noPhysicFilePath: true },
  });
  return messages.flatMap(({ ruleId, messageId, range: [start, end] }) => {
    const value = text.slice(start, end);
    if (isPlaceholder(value)) return [];
    const maker = ruleId.replace(PREFIX, "");
    return [{ rule: maker, what: whatOf(maker, messageId), value, start }];
  });
}

let rules: Promise<SecretLintCoreConfig> | undefined;

async function loadRules(): Promise<SecretLintCoreConfig> {
  rules ??= import("@secretlint/secretlint-rule-preset-recommend").then(({ rules }) => ({
    rules: rules
      .filter(({ meta }) => !EXCLUDED_RULES.includes(meta.id.replace(PREFIX, "")))
      .map((rule) => ({
        id: rule.meta.id,
        rule,
        // An account id is not a secret. A key id is one half of a credential, and points to the other half.
        ...(rule.meta.id === `${PREFIX}aws`
          ? { options: { enableIDScanRule: true }, allowMessageIds: ["AWSAccountID"] }
          : {}),
      })),
  }));
  return await rules;
}

function whatOf(maker: string, messageId: string): string {
  const words = messageId
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replaceAll("_", " ")
    .toLowerCase();
  return words.includes(maker) ? words : `${maker} ${words}`;
}
