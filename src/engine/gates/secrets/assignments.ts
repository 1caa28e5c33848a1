import { posix } from "node:path";
import { entropyOf, isPlaceholder } from "./placeholder.ts";
import type { SecretMatch } from "./secret-match.ts";
import { isTestPath } from "./test-path.ts";

const NAME = new RegExp(
  String.raw`(?<!\/)(?:pass(?:word|wd|phrase|code)|pwd|secret|token|credentials?|(?:api|access|auth|private|` +
    String.raw`secret|signing|encryption|encrypt|master|shared|account|storage|service|client|session|cookie|` +
    String.raw`app|license|webhook|jwt|hmac)[_-]?keys?)`,
  "gi",
);
/** Suffixes that may follow the word in a name: `API_KEY_PROD`, `secretKeyBase`, `token2`. */
const TAIL =
  /(?:[_-]?(?:base64|base|b64|hex|prod(?:uction)?|live|staging|stage|dev|value|str(?:ing)?|key|v?\d{1,3}))*/iy;
/**
 * What stands between name and value: closing quote of the name, a type, the assignment sign, and the opening quote of
 * the value. In XML, the end of the tag or `value=`.
 */
const SIGN = new RegExp(
  /(?:\\?["'`]\]?)?[ \t]*/.source +
    /(?::[ \t]*(?:[\w.<>[\] |&?*]{1,40})[ \t]*=|:=|=>|={1,3}|:|>|value=|,(?=[ \t]*\\?["'`]))/.source +
    /[ \t]*(?:[bfrusBFRU]{0,2})(\\?["'`])?/.source,
  "y",
);

/** Files whose values need no quotes. */
const BARE = new RegExp(
  String.raw`(?:^|\/)(?:\.env[^/]*|[^/]*\.env|\.npmrc|\.netrc|\.pypirc|dockerfile[^/]*|[^/]*\.(?:ya?ml|ini|` +
    String.raw`cfg|conf|config|properties|toml|sh|bash|zsh|tfvars|txt|env\.[^/]+))$`,
  "i",
);
const ENVIRONMENT = /(?:^|\/)(?:\.env(?:\.[^/]+)?|[^/]*\.env)$/i;
const SAMPLE = /(?:^|[._-])(?:example|sample|template|tmpl|dist|defaults|test)(?:[._-]|$)/i;

/**
 * Finds values that are assigned to names of secrets: `api_key = "…"`, `"password": "…"`, `export TOKEN=…`. A value
 * counts where it is not a placeholder and looks random rather than made of words. In tests it counts only where it
 * looks generated, since tests are full of made-up passwords. In a `.env` file that is not a sample, every value
 * counts.
 */
export function findAssignments(path: string, text: string): readonly SecretMatch[] {
  const isPlausible = plausibilityIn(path);
  const bare = BARE.test(path);
  return [...text.matchAll(NAME)].flatMap(({ 0: word, index }) => {
    const found = valueAt(text, index + word.length, bare);
    if (found === undefined || !isPlausible(found.value, word)) return [];
    return [{ rule: "assignment", what: `${word.toLowerCase()} in clear`, ...found }];
  });
}

function valueAt(text: string, from: number, bare: boolean): { value: string; start: number } | undefined {
  TAIL.lastIndex = from;
  TAIL.exec(text);
  SIGN.lastIndex = Math.max(from, TAIL.lastIndex);
  const sign = SIGN.exec(text);
  if (sign === null) return undefined;
  const start = SIGN.lastIndex;
  const [, quote] = sign;
  const rest = text.slice(start, start + 600);
  const value = quote === undefined ? unquoted(rest, sign[0], bare) : quoted(rest, quote);
  return value === undefined || value === "" ? undefined : { value, start };
}

function unquoted(rest: string, sign: string, bare: boolean): string | undefined {
  if (sign.trim() === ">") return /^([^\s<>]+)<\//.exec(rest)?.[1];
  return bare ? /^[^\s"'`,;#<]+/.exec(rest)?.[0] : undefined;
}

function quoted(rest: string, quote: string): string | undefined {
  const end = rest.indexOf(quote);
  const value = end === -1 ? undefined : rest.slice(0, end);
  return value === undefined || value.includes("\n") ? undefined : value;
}

function plausibilityIn(path: string): (value: string, name: string) => boolean {
  const isSample = SAMPLE.test(posix.basename(path));
  const isSecretFile = ENVIRONMENT.test(path) && !isSample;
  const isTest = isTestPath(path);
  return (value, name) => {
    if (/\s/.test(value) || isPlaceholder(value)) return false;
    if (isSecretFile && isPassword(name)) return true;
    if (isPlain(value)) return false;
    if (isSecretFile || isGenerated(value)) return true;
    return !isTest && !isSample && isPassword(name) && isStrong(value);
  };
}

/**
 * Values that identify or address something and are not secret: identifiers, URLs, mail addresses, files, numbers,
 * dates.
 */
function isPlain(value: string): boolean {
  return (
    /^[a-z]+:\/\/[^@]*$/i.test(value) ||
    (/^[A-Za-z]+(?:[._:/-][A-Za-z]+)*$/.test(value) && entropyOf(value) < 4) ||
    /^[\w.+-]+@[\w-]+\.[\w.]+$/.test(value) ||
    /^[\w.@-]+(?:\/[\w.@-]+)*\.[a-z]{1,5}$/.test(value) ||
    /^[\d.,:T+-]+Z?$/.test(value) ||
    (/[()[\]{}]/.test(value) && /^[\w.]+[([]/.test(value))
  );
}

/** Whether a value looks generated: long, with digits among letters, and with few repeated characters. */
export function isGenerated(value: string): boolean {
  return value.length >= 16 && /\d/.test(value) && /[A-Za-z]/.test(value) && entropyOf(value) >= 3;
}

function isPassword(name: string): boolean {
  return /^(?:pass|pwd|secret|credential)/i.test(name);
}

/**
 * Whether a value looks like a password made by a person: three of lower case, upper case, digits and other characters;
 * or a longer one with digits.
 */
function isStrong(value: string): boolean {
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z\d]/].filter((kind) => kind.test(value)).length;
  return (value.length >= 8 && kinds >= 3) || (value.length >= 10 && /\d/.test(value) && kinds >= 2);
}
