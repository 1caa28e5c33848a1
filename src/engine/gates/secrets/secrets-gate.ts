import { createHash } from "node:crypto";
import type { Diff, FileChange } from "../../git/diff/diff.ts";
import { count } from "../../text/count.ts";
import { fingerprint } from "../fingerprint.ts";
import type { Gate, GateContext, GateFinding } from "../gate.ts";
import { findAssignments } from "./assignments.ts";
import { findJoined } from "./joined-literals.ts";
import { findKubernetesSecrets } from "./kubernetes.ts";
import { mask, maskLine } from "./mask.ts";
import { findPrivateKeys } from "./private-keys.ts";
import { readText } from "./read-text.ts";
import type { Text } from "./read-text.ts";
import type { SecretMatch } from "./secret-match.ts";
import { findTokens, findTokensInNames } from "./tokens.ts";
import { findUrlSecrets } from "./url-secrets.ts";

/** Bytes. More is not read within the time a gate has, and is reported instead. */
const LARGEST = 3_000_000;

/** Lines of a large file; more would have to be held in memory all at once. */
const MOST_LINES = 100_000;

/** Matches in one file; more say no more. */
const MOST = 300;

/** Stores of keys whose content only their password opens. */
const KEY_STORE = /\.(?:p12|pfx|jks|keystore|kdbx)$/i;

/**
 * Secrets on the lines that a diff adds. Whole files are read, since a key over many lines cannot be seen from one of
 * them; what stood there before and was left alone is not this diff's.
 */
export const secretsGate: Gate = { name: "secrets", judge };

async function judge(diff: Diff, { signal, explain }: GateContext): Promise<readonly GateFinding[]> {
  const files = diff.files.filter(({ kind }) => kind !== "deleted");
  const named = files.filter(({ kind }) => kind !== "modified").map(({ path }) => path);
  const inNames = new Map((await findTokensInNames(named)).map((found) => [found.value, found]));
  const findings = named.flatMap((path) =>
    [...inNames.values()].filter(({ value }) => path.includes(value)).map((found) => secretName(path, found)),
  );
  for (const file of files) {
    signal.throwIfAborted();
    findings.push(...(await judgeFile(diff, file)));
  }
  explain(
    `secrets: provider tokens, private-key, url-password, authorization, assignment looked at ${count(files.length, "file")}`,
  );
  return findings;
}

async function judgeFile(diff: Diff, file: FileChange): Promise<readonly GateFinding[]> {
  const content = await diff.readNew(file.path);
  if (content === undefined) return []; // a symlink or a submodule: nothing of it is in this repository
  if (content.length > LARGEST) return (await isTouched(diff, file)) ? await judgeLarge(diff, file, content) : [];
  if (KEY_STORE.test(file.path) && (await isTouched(diff, file)))
    return [unread(file, content, "a store of keys that cannot be looked into")];
  const text = readText(content);
  const matches = await search(file.path, text);
  if (matches.length === 0) return [];
  const isNew = await noveltyIn(diff, file, text);
  const values = matches.map(({ value }) => value);
  const fresh = new Map(matches.filter(isNew).map((found) => [found.value, found]));
  return [...fresh.values()].map((found) => secret(file.path, found, text, values));
}

/** Of a large file (a lockfile, a data set) only the added lines, where these are few enough. */
async function judgeLarge(diff: Diff, file: FileChange, content: Buffer): Promise<readonly GateFinding[]> {
  const isMuch = file.added === undefined || file.added > MOST_LINES || file.kind === "added";
  const text = isMuch ? undefined : (await diff.hunks(file.path)).map(({ added }) => added.join("\n")).join("\n");
  if (text === undefined || text.length > LARGEST)
    return [unread(file, content, "too large to be searched for secrets")];
  const matches = await search(file.path, { text, binary: false });
  // Lines of this text are not lines of the file.
  return matches.map((found) => secret(file.path, found, { text, binary: true }, []));
}

/** A moved file, or one with other rights, holds nothing that was not there before. */
async function isTouched(diff: Diff, file: FileChange): Promise<boolean> {
  if (file.added === undefined)
    return (
      (await diff.readOld(file.oldPath ?? file.path))?.equals((await diff.readNew(file.path)) ?? Buffer.alloc(0)) !==
      true
    );
  return file.added > 0;
}

async function search(path: string, { text, binary }: Text): Promise<readonly SecretMatch[]> {
  const known = [...(await findTokens(path, text)), ...findPrivateKeys(text)];
  const worded = binary
    ? []
    : [
        ...(await findJoined(text, async (joined) => await findTokens(path, joined))),
        ...findKubernetesSecrets(path, text),
        ...findUrlSecrets(text),
        ...findAssignments(path, text),
      ];
  const all = [...known, ...worded].slice(0, MOST);
  // The rule that knows most about a value comes first; a value within another one is the same secret.
  return all.filter((one, index) => !all.slice(0, index).some((other) => overlap(one, other)));
}

function overlap(a: SecretMatch, b: SecretMatch): boolean {
  return a.start < b.start + b.value.length && b.start < a.start + a.value.length;
}

/** By added lines; where git knows no lines (UTF-16, binary), by what the file held before. */
async function noveltyIn(diff: Diff, file: FileChange, { text }: Text): Promise<(found: SecretMatch) => boolean> {
  if (file.kind === "added" || file.kind === "copied") return () => true;
  if (file.added === undefined) {
    const before = await diff.readOld(file.oldPath ?? file.path);
    const old = before === undefined ? "" : readText(before).text;
    return ({ value }) => !old.includes(value);
  }
  const added = new Set(
    (await diff.hunks(file.path)).flatMap(({ newStart, added }) => added.map((_, index) => newStart + index)),
  );
  return ({ start, value }) => {
    const first = lineOf(text, start);
    const last = lineOf(text, start + value.length - 1);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index).some((line) => added.has(line));
  };
}

function secret(
  path: string,
  { rule, what, value, start }: SecretMatch,
  { text, binary }: Text,
  values: readonly string[],
): GateFinding {
  const line = text.slice(text.lastIndexOf("\n", start - 1) + 1).split("\n", 1)[0] ?? "";
  return {
    gate: "secrets",
    rule,
    tier: "safety",
    verdict: "secret",
    file: path,
    line: binary ? undefined : lineOf(text, start),
    object: what,
    message: `Secret in the diff: ${what} (${mask(value)})`,
    evidence: binary
      ? mask(value)
      : maskLine(
          line,
          values.flatMap((one) => one.split("\n")),
        ),
    remedy:
      "Take it out of the change, read it from the environment or a secret store, and revoke it if it was ever real.",
    fingerprint: fingerprint(["secret", rule, path, value]),
  };
}

function secretName(path: string, { rule, what, value }: SecretMatch): GateFinding {
  return {
    gate: "secrets",
    rule,
    tier: "safety",
    verdict: "secret",
    file: path,
    line: undefined,
    object: what,
    message: `Secret in a file's name: ${what} (${mask(value)})`,
    remedy: "Give the file another name, and revoke the secret if it was ever real.",
    fingerprint: fingerprint(["secret-name", rule, value]),
  };
}

function unread(file: FileChange, content: Buffer, why: string): GateFinding {
  return {
    gate: "secrets",
    rule: "unread-file",
    tier: "hard",
    verdict: "unknown",
    file: file.path,
    line: undefined,
    object: file.path,
    message: `${file.path}: ${why} (${(content.length / 1_000_000).toFixed(1)} MB)`,
    remedy: "Look through the file yourself, or keep it out of the repository.",
    fingerprint: fingerprint(["unread-file", file.path, createHash("sha256").update(content).digest("hex")]),
  };
}

function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1)) line++;
  return line;
}
