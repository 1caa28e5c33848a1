/** Words of placeholders for secrets; the longest words first, so that no word hides a longer one. */
const WORDS = [
  "abcdefghijklmnopqrstuvwxyz",
  "1234567890",
  "0123456789",
  "placeholder",
  "credentials",
  "credential",
  "changeit",
  "changeme",
  "123456789",
  "password",
  "passwort",
  "redacted",
  "username",
  "yourself",
  "deadbeef",
  "12345678",
  "example",
  "default",
  "letmein",
  "1234567",
  "replace",
  "integration",
  "secret",
  "s3cr3t",
  "sample",
  "change",
  "access",
  "insert",
  "qwerty",
  "foobar",
  "hunter2",
  "123456",
  "abcdef",
  "abc123",
  "dummy",
  "token",
  "admin",
  "value",
  "local",
  "mysql",
  "valid",
  "wrong",
  "guest",
  "12345",
  "abcde",
  "p4ss",
  "p@ss",
  "here",
  "with",
  "this",
  "fake",
  "test",
  "mock",
  "mine",
  "your",
  "user",
  "pass",
  "root",
  "demo",
  "todo",
  "none",
  "null",
  "1234",
  "abcd",
  "word",
  "w0rd",
  "some",
  "that",
  "none",
  "key",
  "api",
  "foo",
  "bar",
  "baz",
  "dev",
  "pwd",
  "not",
  "the",
  "new",
  "old",
  "bad",
  "bot",
  "app",
  "123",
  "abc",
  "my",
  "me",
  "db",
  "id",
  "in",
  "a",
];
const WORD = new RegExp(WORDS.map((word) => word.replace(/[^\w]/g, "\\$&")).join("|"), "gi");

/** Values that refer to a secret stored elsewhere, or that are filled in later. */
const REFERENCES = [
  /^\$[A-Z_][A-Z0-9_]*$|\$\{|\$\(|#\{|\{\{|^\{[\w.-]*\}$|%\w+%/, // shell and templates
  /^<.*>$|^\[.*\]$|^__\w+__$|^@\w+\(/, // <your key>
  new RegExp(
    String.raw`\b(?:process\.env|import\.meta\.env|os\.environ|getenv|ENV\[|Deno\.env|System\.getProperty|` +
      String.raw`config\.|settings\.|secrets?\.)`,
    "i",
  ),
  /^(?:env|vault|ssm|op|secret|arn|kms|file|akv|gcp-?sm|keyring|keychain|ref):/i,
  /^(?:\.{0,2}\/|~\/|[A-Za-z]:\\)[\w./\\ -]*$/, // a path
  /^ENC\[|^ENC\(|^\{cipher\}|^!vault|^\$ANSIBLE_VAULT/, // encrypted where it stands
  /EXAMPLE(?:KEY)?$/, // as AWS marks the keys of its manuals
  /^(?:true|false|yes|no|on|off|null|nil|none|undefined)$/i,
];

/**
 * Whether a value is a placeholder: a reference (`${VAR}`, `process.env.X`), a mask (`xxxx`, `****`), or words such as
 * `changeme`, `your-api-key-here` or `test1234` that leave almost nothing when `WORDS` are removed.
 */
export function isPlaceholder(value: string): boolean {
  if (REFERENCES.some((form) => form.test(value))) return true;
  const rest = value.replace(WORD, "").replace(/[^\p{L}\p{N}]/gu, "");
  return rest.length < 4 || isMonotonous(rest);
}

/** Shannon entropy in bits per character: about 3.0 for words, above 3.5 for random keys of 20 and more characters. */
export function entropyOf(value: string): number {
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return [...counts.values()].reduce((bits, count) => bits - (count / total) * Math.log2(count / total), 0);
}

/** Whether a value repeats a few characters: `xxxxxxxx`, `00000000`, `abababab`. */
function isMonotonous(value: string): boolean {
  return new Set(value.toLowerCase()).size <= Math.max(1, Math.min(4, value.length / 4));
}
