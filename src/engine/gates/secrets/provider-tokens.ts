import type { SecretLintCoreConfig } from "@secretlint/types";
import { isPlaceholder } from "./placeholder.ts";
import type { SecretMatch } from "./secret-match.ts";

const PREFIX = "@secretlint/secretlint-rule-";

/** Our own rules see more of these (`url-secrets.ts`, `private-keys.ts`); comments in the file silence nothing. */
const LEFT_OUT = ["basicauth", "database-connection-string", "privatekey", "filter-comments"];

/**
 * What every one of these rules needs to find anything: a long run with a digit in it, a prefix with a long run behind it,
 * or a word of theirs. Most files have none of it, and running the rules over a file takes longer than all else.
 */
const WORTH_A_LOOK =
  /(?<![\w+/=-])(?=[\w+/=-]*\d)[\w+/=-]{20}|[a-z]{2,10}[_-](?=[\w-]{20})|(?:AKIA|ASIA|A3T|AGPA|AIDA|AROA|AIPA|ANPA|ANVA|xox|xapp)|SG\.|hv[sbr]\.|aws|_authToken|x-oauth-basic|hooks\.slack|private_key/i;

/** Tokens whose form gives their maker away, by secretlint's recommended rules. */
export async function findProviderTokens(path: string, text: string): Promise<readonly SecretMatch[]> {
  if (!WORTH_A_LOOK.test(text)) return [];
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
      .filter(({ meta }) => !LEFT_OUT.includes(meta.id.replace(PREFIX, "")))
      .map((rule) => ({
        id: rule.meta.id,
        rule,
        // An account number is no secret; a key id is the half of one that gives the other away.
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
