import { isCredentials } from "./url-secrets.ts";
import { entropyOf, isPlaceholder } from "./placeholder.ts";
import type { SecretMatch } from "./secret-match.ts";
import { isTestPath } from "./test-path.ts";

interface Form {
  readonly rule: string;
  readonly what: string;
  /** Whole match, or its group where it has one. */
  readonly pattern: RegExp;
  readonly accepts?: (value: string) => boolean;
  /** Tests are full of these, made for nobody. */
  readonly notInTests?: true;
}

/** Tokens whose form gives their maker away and of which secretlint's recommended rules know nothing. */
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

/** Matches of what only its form tells, wherever in a text it stands. */
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

/** An account's number in base64, or else as mixed as no name in code is: another kind of letter at two of five. */
function isDiscord(value: string): boolean {
  const [id = "", , mac = ""] = value.split(".");
  if (/^\d{17,20}$/.test(Buffer.from(id, "base64").toString("latin1"))) return true;
  return [id, mac].every(
    (part) => part.replace(/(?<=[a-z])[^a-z]|(?<=[A-Z])[^A-Z]|(?<=\d)\D/g, "").length < part.length * 0.6,
  );
}

/** Neither unsigned, nor the one of every manual, nor one that is meant for everybody (Supabase's `anon`). */
function isSigned(value: string): boolean {
  const [header, payload] = value
    .split(".")
    .slice(0, 2)
    .map((part) => Buffer.from(part, "base64url").toString("utf8"));
  if (header === undefined || payload === undefined || !/"alg"\s*:\s*"(?!none)/i.test(header)) return false;
  return !/"sub"\s*:\s*"1234567890"|"name"\s*:\s*"John Doe"|"role"\s*:\s*"anon"/.test(payload);
}
