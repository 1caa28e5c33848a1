import { posix } from "node:path";
import { entropyOf, isPlaceholder } from "./placeholder.ts";
import type { SecretMatch } from "./secret-match.ts";
import { isTestPath } from "./test-path.ts";

const NAME =
  /(?<!\/)(?:pass(?:word|wd|phrase|code)|pwd|secret|token|credentials?|(?:api|access|auth|private|secret|signing|encryption|encrypt|master|shared|account|storage|service|client|session|cookie|app|license|webhook|jwt|hmac)[_-]?keys?)/gi;
/** What may follow the word within a name: `API_KEY_PROD`, `secretKeyBase`, `token2`. */
const TAIL =
  /(?:[_-]?(?:base64|base|b64|hex|prod(?:uction)?|live|staging|stage|dev|value|str(?:ing)?|key|v?\d{1,3}))*/iy;
/** Closing quote of the name, a type, the sign, the opening quote; in XML the end of the tag, or `value=`. */
const SIGN =
  /(?:\\?["'`]\]?)?[ \t]*(?::[ \t]*(?:[\w.<>[\] |&?*]{1,40})[ \t]*=|:=|=>|={1,3}|:|>|value=|,(?=[ \t]*\\?["'`]))[ \t]*(?:[bfrusBFRU]{0,2})(\\?["'`])?/y;

/** Where a value needs no quotes. */
const BARE =
  /(?:^|\/)(?:\.env[^/]*|[^/]*\.env|\.npmrc|\.netrc|\.pypirc|dockerfile[^/]*|[^/]*\.(?:ya?ml|ini|cfg|conf|config|properties|toml|sh|bash|zsh|tfvars|txt|env\.[^/]+))$/i;
const ENVIRONMENT = /(?:^|\/)(?:\.env(?:\.[^/]+)?|[^/]*\.env)$/i;
const SAMPLE = /(?:^|[._-])(?:example|sample|template|tmpl|dist|defaults|test)(?:[._-]|$)/i;

/**
 * Values given to names that mean a secret: `api_key = "…"`, `"password": "…"`, `export TOKEN=…`. A value counts when it
 * is no placeholder and looks made up rather than worded; in tests only when it looks generated, since tests are full
 * of passwords for nobody; in a `.env` file that is no sample, whatever it looks like.
 */
export function findAssignments(path: string, text: string): readonly SecretMatch[] {
  const isReal = realnessIn(path);
  const bare = BARE.test(path);
  return [...text.matchAll(NAME)].flatMap(({ 0: word, index }) => {
    const found = valueAt(text, index + word.length, bare);
    if (found === undefined || !isReal(found.value, word)) return [];
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

function realnessIn(path: string): (value: string, name: string) => boolean {
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

/** What names and addresses things rather than opening them: identifiers, URLs, mail addresses, files, numbers, dates. */
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

/** As a generator would make it: long, digits among letters, hardly a character twice. */
export function isGenerated(value: string): boolean {
  return value.length >= 16 && /\d/.test(value) && /[A-Za-z]/.test(value) && entropyOf(value) >= 3;
}

function isPassword(name: string): boolean {
  return /^(?:pass|pwd|secret|credential)/i.test(name);
}

/** As people make passwords: three of lower case, upper case, digits, others; or a long one with digits. */
function isStrong(value: string): boolean {
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z\d]/].filter((kind) => kind.test(value)).length;
  return (value.length >= 8 && kinds >= 3) || (value.length >= 10 && /\d/.test(value) && kinds >= 2);
}
