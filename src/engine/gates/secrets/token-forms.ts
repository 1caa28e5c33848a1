import { isCredentials } from "./url-secrets.ts";
import { entropyOf, isPlaceholder } from "./placeholder.ts";
import type { SecretMatch } from "./secret-match.ts";
import { isTestPath } from "./test-path.ts";

interface Form {
  readonly rule: string;
  readonly what: string;
  /** The value is the first group, or the whole match where there is no group. */
  readonly pattern: RegExp;
  readonly accepts?: (value: string) => boolean;
  /** Not searched for in tests, which contain many such tokens that protect nothing. */
  readonly notInTests?: true;
}

/** Tokens whose form identifies their provider and that secretlint's recommended rules do not cover. */
const FORMS: readonly Form[] = [
  { rule: "google", what: "google API key", pattern: /(?<![\w-])AIza[\w-]{35}(?![\w-])/g },
  { rule: "azure", what: "azure storage account key", pattern: /AccountKey\s*=\s*([A-Za-z0-9+/]{86}==)/gi },
  { rule: "telegram", what: "telegram bot token", pattern: /(?<!\d)\d{8,10}:AA[\w-]{33}(?![\w-])/g },
  {
    rule: "discord",
    what: "discord bot token",
    pattern: /(?<![\w.-])[MNO][\w-]{22,28}\.[\w-]{6,7}\.[\w-]{27,40}(?![\w.-])/g,
    accepts: isDiscord,
  },
  {
    rule: "mailgun",
    what: "mailgun API key",
    pattern: /(?<![\w-])key-[0-9a-f]{32}(?![\w-])/g,
    accepts: (value) => entropyOf(value.slice(4)) >= 3,
  },
  { rule: "age", what: "age secret key", pattern: /AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}/gi },
  {
    rule: "docker-auth",
    what: "docker registry credentials",
    pattern: /"auth"\s*:\s*"([A-Za-z0-9+/]{8,4000}={0,2})"/g,
    accepts: isCredentials,
  },
  {
    rule: "jwt",
    what: "signed JWT",
    pattern: /(?<![\w.-])eyJ[\w-]{10,2000}\.eyJ[\w-]{4,8000}\.[\w-]{20,2000}(?![\w-])/g,
    accepts: isSigned,
    notInTests: true,
  },
];

/** Finds tokens by their form alone, anywhere in a text. */
export function findTokenForms(path: string, text: string): readonly SecretMatch[] {
  const isTest = isTestPath(path);
  return FORMS.filter(({ notInTests }) => !isTest || notInTests !== true).flatMap(({ rule, what, pattern, accepts }) =>
    [...text.matchAll(pattern)].flatMap(({ 0: match, 1: group, index }) => {
      const value = group ?? match;
      if (isPlaceholder(value) || accepts?.(value) === false) return [];
      return [{ rule, what, value, start: index + match.lastIndexOf(value) }];
    }),
  );
}

/**
 * Whether a value is a Discord token: it begins with an account number in base64, or its parts mix lower case, upper
 * case and digits more than names in code do (the kind of character changes in at least two of five places).
 */
function isDiscord(value: string): boolean {
  const [id = "", , mac = ""] = value.split(".");
  if (/^\d{17,20}$/.test(Buffer.from(id, "base64").toString("latin1"))) return true;
  return [id, mac].every(
    (part) => part.replace(/(?<=[a-z])[^a-z]|(?<=[A-Z])[^A-Z]|(?<=\d)\D/g, "").length < part.length * 0.6,
  );
}

/** Whether a JWT is signed and secret: neither the example of many manuals nor a public token (Supabase's `anon`). */
function isSigned(value: string): boolean {
  const [header, payload] = value
    .split(".")
    .slice(0, 2)
    .map((part) => Buffer.from(part, "base64url").toString("utf8"));
  if (header === undefined || payload === undefined || !/"alg"\s*:\s*"(?!none)/i.test(header)) return false;
  return !/"sub"\s*:\s*"1234567890"|"name"\s*:\s*"John Doe"|"role"\s*:\s*"anon"/.test(payload);
}
