// Removes secrets from text that is printed, logged or sent: known values in their usual encodings, and well-known
// kinds of token.

export type Redact = (text: string) => string;

const HIDDEN = "[redacted]";

/** Characters. A shorter piece of a secret gives nothing away, and is not searched for at the ends of a text. */
const MIN_PIECE = 8;

/**
 * Tokens that are recognized by their form: GitHub, GitLab, npm, PyPI, Anthropic, OpenAI, Google, AWS, Slack, Stripe,
 * JSON web tokens, private keys, and passwords in URLs. No pattern may scan far ahead where it does not match: lines
 * can be long.
 */
const PATTERNS: readonly string[] = [
  "gh[opsur]_[A-Za-z0-9_]{20,}",
  "github_pat_[A-Za-z0-9_]{20,}",
  "gl(?:pat|ptt|dt|rt)-[\\w-]{20,}",
  "npm_[A-Za-z0-9]{36}",
  "pypi-[\\w-]{40,}",
  "sk-(?:ant-|proj-|svcacct-)?[\\w-]{20,}",
  "AIza[\\w-]{35}",
  "(?:AKIA|ASIA)[A-Z0-9]{16}",
  "xox[abeoprs]-[\\w-]{10,}",
  "[rs]k_live_[A-Za-z0-9]{16,}",
  "(?<![\\w-])eyJ[\\w-]{10,}\\.eyJ[\\w-]{10,}\\.[\\w-]{10,}",
  "-----BEGIN [A-Z ]*PRIVATE KEY-----(?:[^-]*-----END [A-Z ]*PRIVATE KEY-----)?",
  "(://[^\\s/:@'\"]{0,100}:)[^\\s/@'\"]+(?=@)",
];

/**
 * Creates a function that replaces secrets in a text: as they are, in base64 (at any offset of the encoded text) and in
 * URLs. It also replaces the pieces that are left where a text, or a line of it, begins or ends in the middle of a
 * secret, as chunks and cut lines do. Redacting twice gives the same text as redacting once.
 * @param secrets values that must never be seen; the lines of a multi-line value are searched for one by one as well
 */
export function createRedactor(secrets: readonly string[]): Redact {
  const forms = [...new Set(secrets.flatMap(formsOf))]
    .filter((form) => form.length >= MIN_PIECE)
    .toSorted((a, b) => b.length - a.length);
  const source = [...forms.map(escaped), ...PATTERNS].join("|");
  const any = new RegExp(source);
  const each = new RegExp(source, "g");
  const pieces = new Set(forms.flatMap(piecesOf));
  const mayContainPiece = (line: string) =>
    line.length >= MIN_PIECE && (pieces.has(line.slice(0, MIN_PIECE)) || pieces.has(line.slice(-MIN_PIECE)));
  const clean = (line: string) => (mayContainPiece(line) ? hideCutPieces(line, forms) : line);
  return (text) => {
    const whole = any.test(text)
      ? text.replace(each, (_, address: string | undefined) => `${address ?? ""}${HIDDEN}`)
      : text;
    return whole.includes("\n") ? clean(whole.split("\n").map(clean).join("\n")) : clean(whole);
  };
}

/**
 * All substrings of `MIN_PIECE` characters. Every piece of a secret begins and ends with one of them, so that most
 * lines need no closer look.
 */
function piecesOf(form: string): readonly string[] {
  return Array.from({ length: form.length - MIN_PIECE + 1 }, (_, start) => form.slice(start, start + MIN_PIECE));
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}

function formsOf(secret: string): readonly string[] {
  const lines = secret.split(/\r?\n/).filter((line) => line.length >= MIN_PIECE);
  return [...new Set([secret, ...lines])].flatMap((value) => {
    const url = encodeURIComponent(value);
    const json = JSON.stringify(value).slice(1, -1);
    return [
      value,
      json,
      url,
      url.replace(/%../g, (code) => code.toLowerCase()),
      url.replaceAll("%20", "+"),
      ...base64Of(value),
    ];
  });
}

/**
 * The base64 that any text with the value in it contains, for each of the three offsets at which the value can begin.
 */
function base64Of(value: string): readonly string[] {
  const bytes = Buffer.from(value);
  const forms = [0, 1, 2].flatMap((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64");
    const known = encoded.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
    // The `base64` program breaks its output into lines.
    return offset === 0 && known.length > BASE64_LINE ? [known, ...(known.match(/.{1,76}/g) ?? [])] : [known];
  });
  return forms.flatMap((form) => [form, form.replaceAll("+", "-").replaceAll("/", "_")]);
}

const BASE64_LINE = 76;

/** Hides pieces of a secret that was cut in two: its beginning at the end of the text, and its end at the beginning. */
function hideCutPieces(text: string, forms: readonly string[]): string {
  let kept = text;
  for (const form of forms) {
    if (form.includes(kept)) return HIDDEN;
    const tail = kept.slice(-form.length);
    const begins = tail.lastIndexOf(form.slice(0, MIN_PIECE));
    if (begins !== -1 && form.startsWith(tail.slice(begins)))
      kept = kept.slice(0, kept.length - tail.length + begins) + HIDDEN;
    const head = kept.slice(0, form.length);
    const ends = head.indexOf(form.slice(-MIN_PIECE));
    if (ends !== -1 && form.endsWith(head.slice(0, ends + MIN_PIECE))) kept = HIDDEN + kept.slice(ends + MIN_PIECE);
  }
  return kept;
}
