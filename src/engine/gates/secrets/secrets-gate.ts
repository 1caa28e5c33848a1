import { createHash } from "node:crypto";
import type { Diff, FileChange } from "../../git/diff/diff.ts";
import { count } from "../../text/count.ts";
import { fingerprint } from "../fingerprint.ts";
import type { Gate, GateContext } from "../gate.ts";
import type { GateFinding } from "../../model/findings/gate-finding.ts";
import { findAssignments } from "./assignments.ts";
import { findJoined } from "./joined-literals.ts";
import { findKubernetesSecrets } from "./kubernetes.ts";
import { mask, maskLine } from "./mask.ts";
import { findPrivateKeys } from "./private-keys.ts";
import { readFileText } from "./file-text.ts";
import type { FileText } from "./file-text.ts";
import type { SecretMatch } from "./secret-match.ts";
import { findTokens, findTokensInNames } from "./tokens.ts";
import { findUrlSecrets } from "./url-secrets.ts";

/** Bytes. A larger file cannot be read within a gate's time, and is reported instead. */
const MAX_BYTES = 3_000_000;

/** Added lines of a large file; more would use too much memory. */
const MAX_ADDED_LINES = 100_000;

/** Matches that are reported for one file. */
const MAX_MATCHES = 300;

/** Key stores, whose content is encrypted with a password. */
const KEY_STORE = /\.(?:p12|pfx|jks|keystore|kdbx)$/i;

/**
 * Finds secrets on the lines that a diff adds. Whole files are read, since a key of several lines cannot be recognized
 * on one of them. Secrets that were there before and did not change are not reported.
 */
export const secretsGate: Gate = { name: "secrets", judge };

async function judge(diff: Diff, { signal, explain }: GateContext): Promise<readonly GateFinding[]> {
  const files = diff.files.filter(({ kind }) => kind !== "deleted");
  const named = files.filter(({ kind }) => kind !== "modified").map(({ path }) => path);
  const inNames = new Map((await findTokensInNames(named)).map((found) => [found.value, found]));
  const findings = named.flatMap((path) =>
    [...inNames.values()].filter(({ value }) => path.includes(value)).map((found) => nameFinding(path, found)),
  );
  for (const file of files) {
    signal.throwIfAborted();
    findings.push(...(await judgeFile(diff, file)));
  }
  explain(
    "secrets: provider tokens, private-key, url-password, authorization, assignment looked at " +
      count(files.length, "file"),
  );
  return findings;
}

async function judgeFile(diff: Diff, file: FileChange): Promise<readonly GateFinding[]> {
  const content = await diff.readNew(file.path);
  if (content === undefined) return []; // A symlink or a submodule: its content is not in this repository.
  if (content.length > MAX_BYTES) return (await isTouched(diff, file)) ? await judgeLarge(diff, file, content) : [];
  if (KEY_STORE.test(file.path) && (await isTouched(diff, file)))
    return [unreadFinding(file, content, "a key store, whose content cannot be read")];
  const text = readFileText(content);
  const matches = await search(file.path, text);
  if (matches.length === 0) return [];
  const isNew = await newMatchFilter(diff, file, text);
  const values = matches.map(({ value }) => value);
  const fresh = new Map(matches.filter(isNew).map((found) => [found.value, found]));
  return [...fresh.values()].map((found) => secretFinding(file.path, found, text, values));
}

/** Searches only the added lines of a large file (a lockfile, a data set), where these are few enough. */
async function judgeLarge(diff: Diff, file: FileChange, content: Buffer): Promise<readonly GateFinding[]> {
  const isMuch = file.added === undefined || file.added > MAX_ADDED_LINES || file.kind === "added";
  const text = isMuch ? undefined : (await diff.hunks(file.path)).map(({ added }) => added.join("\n")).join("\n");
  if (text === undefined || text.length > MAX_BYTES)
    return [unreadFinding(file, content, "too large to be searched for secrets")];
  const matches = await search(file.path, { text, binary: false });
  // `binary` leaves out line numbers, since lines of this text are not lines of the file.
  return matches.map((found) => secretFinding(file.path, found, { text, binary: true }, []));
}

/** Whether the content of a file changed. A file that was only moved, or has new permissions, contains nothing new. */
async function isTouched(diff: Diff, file: FileChange): Promise<boolean> {
  if (file.added === undefined)
    return (
      (await diff.readOld(file.oldPath ?? file.path))?.equals((await diff.readNew(file.path)) ?? Buffer.alloc(0)) !==
      true
    );
  return file.added > 0;
}

async function search(path: string, { text, binary }: FileText): Promise<readonly SecretMatch[]> {
  const known = [...(await findTokens(path, text)), ...findPrivateKeys(text)];
  const contextual = binary
    ? []
    : [
        ...(await findJoined(text, async (joined) => await findTokens(path, joined))),
        ...findKubernetesSecrets(path, text),
        ...findUrlSecrets(text),
        ...findAssignments(path, text),
      ];
  const all = [...known, ...contextual].slice(0, MAX_MATCHES);
  // Matches of more specific rules come first. A match that overlaps an earlier one is the same secret.
  return all.filter((one, index) => !all.slice(0, index).some((other) => overlap(one, other)));
}

function overlap(a: SecretMatch, b: SecretMatch): boolean {
  return a.start < b.start + b.value.length && b.start < a.start + a.value.length;
}

/**
 * Returns a test for whether a match is new: it is on an added line or, where git knows no lines (UTF-16, binary), the
 * file did not contain its value before.
 */
async function newMatchFilter(
  diff: Diff,
  file: FileChange,
  { text }: FileText,
): Promise<(found: SecretMatch) => boolean> {
  if (file.kind === "added" || file.kind === "copied") return () => true;
  if (file.added === undefined) {
    const before = await diff.readOld(file.oldPath ?? file.path);
    const old = before === undefined ? "" : readFileText(before).text;
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

function secretFinding(
  path: string,
  { rule, what, value, start }: SecretMatch,
  { text, binary }: FileText,
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
      "Remove it from the change, read it from the environment or a secret store, and revoke it if it was ever real.",
    fingerprint: fingerprint(["secret", rule, path, value]),
  };
}

function nameFinding(path: string, { rule, what, value }: SecretMatch): GateFinding {
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

function unreadFinding(file: FileChange, content: Buffer, why: string): GateFinding {
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
