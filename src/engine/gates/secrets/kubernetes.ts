import { isGenerated } from "./assignments.ts";
import { isPlaceholder } from "./placeholder.ts";
import type { SecretMatch } from "./secret-match.ts";
import { isTestPath } from "./test-path.ts";

const KIND =
  /^[ \t]*["']?kind["']?[ \t]*:[ \t]*["']?Secret["']?[ \t]*,?[ \t]*\r?$|["']kind["'][ \t]*:[ \t]*["']Secret["']/m;
const HEAD = new RegExp(
  String.raw`^([ \t]*)["']?(data|stringData)["']?[ \t]*:[ \t]*(\{|\r?$)|` +
    String.raw`(?<=[,{][ \t]*)(["'])(data|stringData)\4[ \t]*:[ \t]*(\{)`,
  "gm",
);
const ENTRY = /(?<=^|[{,\s])["']?([\w.-]+)["']?[ \t]*:[ \t]*(?:"([^"\n]*)"|'([^'\n]*)'|([^\s"',{}|>#][^\s,}#]*))/g;

/** Keys whose values say who or where, and are not secret. */
const NOT_SECRET = new RegExp(
  String.raw`^(?:user(?:[._-]?name)?|login|host(?:[._-]?name)?|port|name|database|db(?:[._-]?name)?|region|` +
    String.raw`email|url|endpoint|namespace|type)$|` +
    String.raw`(?:^|[._-])(?:user(?:name)?|host|port|region)$|\.crt$|\.pub$|^ca(?:\.|-)`,
  "i",
);

/** Finds the values of a Kubernetes `kind: Secret`, in YAML or JSON: `data` in base64, `stringData` in clear. */
export function findKubernetesSecrets(path: string, text: string): readonly SecretMatch[] {
  if (!KIND.test(text)) return [];
  const isTest = isTestPath(path);
  let from = 0;
  return text.split(/^(?=---)/m).flatMap((document) => {
    const offset = from;
    from += document.length;
    if (!KIND.test(document)) return [];
    return [...document.matchAll(HEAD)].flatMap((head) => {
      const encoded = (head[2] ?? head[5]) === "data";
      const start = head.index + head[0].length;
      const block = blockAt(document.slice(start), head[1] ?? "", (head[3] ?? head[6]) === "{");
      return [...block.matchAll(ENTRY)].flatMap(({ 0: match, 1: name = "", 2: double, 3: single, 4: bare, index }) => {
        const value = double ?? single ?? bare ?? "";
        const clear = encoded ? decoded(value) : value;
        if (
          clear === undefined ||
          NOT_SECRET.test(name) ||
          isPlaceholder(value) ||
          isPlaceholder(clear) ||
          /^[\d.:]+$/.test(clear)
        )
          return [];
        if (isTest && !isGenerated(clear)) return [];
        return [
          {
            rule: "kubernetes-secret",
            what: "value of a kubernetes secret",
            value,
            start: offset + start + index + match.lastIndexOf(value),
          },
        ];
      });
    });
  });
}

/** The text of a block: up to the closing brace, or as long as lines are indented more than the head. */
function blockAt(rest: string, indent: string, braced: boolean): string {
  if (braced) return rest.slice(0, Math.max(0, rest.indexOf("}")));
  const lines = rest.split("\n");
  const end = lines.findIndex(
    (line, index) =>
      index > 0 && line.trim() !== "" && !(line.startsWith(indent) && /^[ \t]/.test(line.slice(indent.length))),
  );
  return lines.slice(0, end === -1 ? undefined : end).join("\n");
}

/** Decodes base64; undefined where the value is not base64. */
function decoded(value: string): string | undefined {
  return /^[A-Za-z0-9+/]{4,}={0,2}$/.test(value) && value.length % 4 === 0
    ? Buffer.from(value, "base64").toString("utf8").trimEnd()
    : undefined;
}
