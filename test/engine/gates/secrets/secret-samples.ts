import { createHash } from "node:crypto";
import { secretsGate } from "../../../../src/engine/gates/secrets/secrets-gate.ts";
import { diffOf } from "../../../support/diff-of.ts";
import type { SampleFile } from "../../../support/diff-of.ts";
import { gateContext } from "../../../support/gate-context.ts";

/** A value that looks as random as a real secret, is the same every time, and is in no repository's text. */
export function made(
  length: number,
  alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
): string {
  const bytes = Array.from({ length: Math.ceil(length / 32) }, (_, index) => [
    ...createHash("sha256").update(`seed ${index}`).digest(),
  ]).flat();
  return bytes
    .slice(0, length)
    .map((byte) => alphabet[byte % alphabet.length])
    .join("");
}
export const AWS_ID = `AKIA${made(16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")}`;
export const GITHUB = `ghp_${made(36)}`;
export const KEY = made(40);
export const pem = (length: number, kind = "RSA PRIVATE KEY") =>
  `-----BEGIN ${kind}-----\nMII${made(length)}\n-----END ${kind}-----\n`;

export const jwt = (payload: object, header: object = { alg: "HS256", typ: "JWT" }) =>
  `${[header, payload].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".")}.${made(43)}`;

export const judgeSecrets = async (files: Record<string, string | Buffer | SampleFile>) =>
  await secretsGate.judge(diffOf(files), gateContext());
