import type { SecretMatch } from "./secret-match.ts";

const BEGIN = /-----BEGIN ((?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?)-----/g;
/** Characters of a key that are read. */
const MAX_LENGTH = 20_000;
/** In PuTTY's format the head is public, and the lines after `Private-Lines` are secret, encrypted or not. */
const PUTTY = /^Private-Lines: \d+(?:\r?\n|\\r?\\n|\\n)((?:[A-Za-z0-9+/=]{16,64}(?:\r?\n|\\r?\\n|\\n|$)){1,100})/gm;

/**
 * Finds private keys in PEM or PGP armor and in PuTTY's files, also with `\n` written out as in JSON and source code,
 * and without their last line. Fewer than 40 characters of base64 are taken for an example (the shortest real key,
 * Ed25519, has 64).
 */
export function findPrivateKeys(text: string): readonly SecretMatch[] {
  return [...armored(text), ...ofPutty(text)];
}

function armored(text: string): readonly SecretMatch[] {
  return [...text.matchAll(BEGIN)].flatMap(({ 0: begin, 1: kind = "", index: start }) => {
    const after = text.slice(start + begin.length, start + begin.length + MAX_LENGTH);
    const end = after.indexOf("-----");
    const body = end === -1 ? after : after.slice(0, end);
    // Headers (`Proc-Type: 4,ENCRYPTED`), and the quotes, escapes and joins of source code do not belong to the key.
    const material = body
      .replace(/^[\w-]+: .*$/gm, "")
      .replace(/\\[nrt]/g, "")
      .replace(/[^A-Za-z0-9+/=]/g, "");
    if (material.length < 40 || new Set(material).size < 12) return [];
    return [{ rule: "private-key", what: kind.toLowerCase(), value: begin + body, start }];
  });
}

function ofPutty(text: string): readonly SecretMatch[] {
  if (!text.includes("PuTTY-User-Key-File-")) return [];
  return [...text.matchAll(PUTTY)].flatMap(({ 0: match, 1: body = "", index }) =>
    body.length < 40 || new Set(body).size < 12
      ? []
      : [
          {
            rule: "private-key",
            what: "putty private key",
            value: body.trimEnd(),
            start: index + match.length - body.length,
          },
        ],
  );
}
