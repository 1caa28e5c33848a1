// Takes secrets out of text that is printed, logged or sent: known values in their usual disguises, and well-known kinds of token.

export type Redact = (text: string) => string;

const HIDDEN = "[redacted]";

/** A piece of a secret shorter than this gives nothing away, and is not looked for at the ends of a text. */
const PIECE = 8;

/**
 * Tokens whose form tells what they are. GitHub, GitLab, npm, PyPI, Anthropic, OpenAI, Google, AWS, Slack, Stripe, JSON web
 * tokens, private keys, and passwords in URLs. None of them may look far from where it does not begin: lines are long.
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
 * A secret is replaced wherever it stands as it is, in base64 (wherever in the encoded text it begins), or in a URL; also
 * where the text, or a line of it, begins or ends in the middle of it, as chunks and cut lines do. Twice changes nothing more.
 * @param secrets values that must never be seen; a value of several lines is looked for line by line as well
 */
export function createRedactor(secrets: readonly string[]): Redact {
  const forms = [...new Set(secrets.flatMap(formsOf))]
    .filter((form) => form.length >= PIECE)
    .toSorted((a, b) => b.length - a.length);
  const source = [...forms.map(escaped), ...PATTERNS].join("|");
  const any = new RegExp(source);
  const each = new RegExp(source, "g");
  const pieces = new Set(forms.flatMap(piecesOf));
  const mayHold = (line: string) =>
    line.length >= PIECE && (pieces.has(line.slice(0, PIECE)) || pieces.has(line.slice(-PIECE)));
  const clean = (line: string) => (mayHold(line) ? withoutPieces(line, forms) : line);
  return (text) => {
    const whole = any.test(text)
      ? text.replace(each, (_, address: string | undefined) => `${address ?? ""}${HIDDEN}`)
      : text;
    return whole.includes("\n") ? clean(whole.split("\n").map(clean).join("\n")) : clean(whole);
  };
}

/** Every piece of a secret begins and ends with one of these: most lines need no closer look. */
function piecesOf(form: string): readonly string[] {
  return Array.from({ length: form.length - PIECE + 1 }, (_, start) => form.slice(start, start + PIECE));
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}

function formsOf(secret: string): readonly string[] {
  const lines = secret.split(/\r?\n/).filter((line) => line.length >= PIECE);
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

/** What base64 of any text with the value in it contains, for each of the three places in which it can begin. */
function base64Of(value: string): readonly string[] {
  const bytes = Buffer.from(value);
  const forms = [0, 1, 2].flatMap((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64");
    const known = encoded.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
    // `base64` breaks its lines.
    return offset === 0 && known.length > BASE64_LINE ? [known, ...(known.match(/.{1,76}/g) ?? [])] : [known];
  });
  return forms.flatMap((form) => [form, form.replaceAll("+", "-").replaceAll("/", "_")]);
}

const BASE64_LINE = 76;

/** A secret that was cut in two leaves its beginning at the end of one text and its end at the beginning of the next. */
function withoutPieces(text: string, forms: readonly string[]): string {
  let kept = text;
  for (const form of forms) {
    if (form.includes(kept)) return HIDDEN;
    const tail = kept.slice(-form.length);
    const begins = tail.lastIndexOf(form.slice(0, PIECE));
    if (begins !== -1 && form.startsWith(tail.slice(begins)))
      kept = kept.slice(0, kept.length - tail.length + begins) + HIDDEN;
    const head = kept.slice(0, form.length);
    const ends = head.indexOf(form.slice(-PIECE));
    if (ends !== -1 && form.endsWith(head.slice(0, ends + PIECE))) kept = HIDDEN + kept.slice(ends + PIECE);
  }
  return kept;
}
