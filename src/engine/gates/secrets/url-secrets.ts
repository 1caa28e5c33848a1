import { entropyOf, isPlaceholder } from "./placeholder.ts";
import type { SecretMatch } from "./secret-match.ts";

const URL_WITH_PASSWORD =
  /\b[a-z][a-z0-9+.-]{1,20}:\/\/([^\s:/?#@"'`<>]{0,100}):([^\s/?#@"'`<>]{1,200})@([^\s/?#"'`<>:,)]{1,200})/gi;
const AUTHORIZATION = /\b(Bearer|Basic|Token)\s+([A-Za-z0-9+/_.~-]{16,4000}={0,2})/g;

/** Finds passwords in URLs (`postgres://app:…@db.example.org/x`) and tokens in headers (`Authorization: Bearer …`). */
export function findUrlSecrets(text: string): readonly SecretMatch[] {
  return [...passwordsIn(text), ...headersIn(text)];
}

function passwordsIn(text: string): readonly SecretMatch[] {
  return [...text.matchAll(URL_WITH_PASSWORD)].flatMap(
    ({ 0: match, 1: user = "", 2: password = "", 3: host = "", index }) => {
      if (user === password || password.length < 4 || isPlaceholder(decoded(password))) return [];
      if (isDevelopmentHost(host) && !isRandom(password)) return [];
      return [
        {
          rule: "url-password",
          what: "password in a URL",
          value: password,
          start: index + match.lastIndexOf(`:${password}@`) + 1,
        },
      ];
    },
  );
}

/**
 * Whether a host exists only for development or documentation. Services of a compose file have no dot in their name.
 */
function isDevelopmentHost(host: string): boolean {
  return (
    !host.includes(".") ||
    /^(?:127\.|0\.0\.0\.0|\[::1)|(?:^|\.)(?:example\.\w+|localhost|test|invalid|local|internal\.test)$/i.test(host)
  );
}

function headersIn(text: string): readonly SecretMatch[] {
  return [...text.matchAll(AUTHORIZATION)].flatMap(({ 0: match, 1: scheme = "", 2: value = "", index }) => {
    const real = scheme === "Basic" ? isCredentials(value) : value.length >= 20 && /\d/.test(value) && isRandom(value);
    if (!real || isPlaceholder(value)) return [];
    return [
      {
        rule: "authorization",
        what: `${scheme.toLowerCase()} token`,
        value,
        start: index + match.length - value.length,
      },
    ];
  });
}

/**
 * Whether a value is base64 of `name:password`, as it follows `Basic`; anything else there is prose ("Basic
 * authentication…").
 */
export function isCredentials(value: string): boolean {
  const [, password] = /^[\x20-\x7e]+?:([\x20-\x7e]{4,})$/.exec(Buffer.from(value, "base64").toString("latin1")) ?? [];
  return password !== undefined && !isPlaceholder(password);
}

function isRandom(value: string): boolean {
  return value.length >= 12 && entropyOf(value) >= 3.2;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
