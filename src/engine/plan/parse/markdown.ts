// The only use of the Markdown parser: markdown-it with its block rules alone. A plan of 1,000 issues takes 30 ms, and
// its specs 90 ms. With remark-parse and remark-gfm they took 1,050 and 1,600 ms (see docs/decisions.md).
import MarkdownIt, { type Token } from "markdown-it";

/** A block of a document. `line` and `end` are its first and last line, from 1. */
export type Block =
  | {
      readonly kind: "heading";
      readonly level: number;
      readonly text: string;
      readonly line: number;
      readonly end: number;
    }
  | { readonly kind: "paragraph"; readonly text: string; readonly line: number; readonly end: number }
  | {
      readonly kind: "item";
      readonly text: string;
      readonly checked: boolean | undefined;
      readonly depth: number;
      readonly line: number;
      readonly end: number;
    }
  | {
      readonly kind: "table";
      readonly header: readonly string[];
      readonly rows: readonly TableRow[];
      readonly line: number;
      readonly end: number;
    };

export interface TableRow {
  /** Inline source of each cell, trimmed and with `\|` unescaped. Short rows are filled up with empty cells. */
  readonly cells: readonly string[];
  readonly line: number;
}

/**
 * A cell that is only a link, as most file cells are. Matching it without the parser halves the time for a large plan.
 */
const PLAIN_LINK = /^\[([\w#.-]+)\]\(([\w./:#-]+)\)$/;

const markdown = new MarkdownIt("default", { html: true });
markdown.core.ruler.enableOnly(["normalize", "block"]);

/**
 * Returns the headings, paragraphs, list items and tables of a document, in order. Code, HTML and quotations are
 * omitted, since they are not part of a plan. `text` is inline source; see `plainText`.
 * @param firstLine line number of the first line of `source` in its file
 */
export function blocksOf(source: string, firstLine = 1): readonly Block[] {
  return [...readBlocks(markdown.parse(source, {}), firstLine)];
}

/** Returns the text that a reader sees, without the syntax of emphasis, code, links, tags and escapes. */
export function plainText(source: string): string {
  if (!/[*_`[\]<>&\\~!]/.test(source)) return source.replace(/\s+/g, " ").trim();
  const link = PLAIN_LINK.exec(source);
  if (link !== null) return link[1] ?? "";
  return inline(source).map(visibleText).join("").replace(/\s+/g, " ").trim();
}

/** Returns the links in an inline source, with decoded targets. */
export function linksIn(source: string): readonly { readonly text: string; readonly target: string }[] {
  if (!source.includes("](")) return [];
  const link = PLAIN_LINK.exec(source);
  if (link !== null) return [{ text: link[1] ?? "", target: link[2] ?? "" }];
  const links: { text: string; target: string }[] = [];
  let open = false;
  for (const token of inline(source)) {
    if (token.type === "link_open") links.push({ text: "", target: decoded(String(token.attrGet("href") ?? "")) });
    if (token.type === "link_open" || token.type === "link_close") open = token.type === "link_open";
    const last = links.at(-1);
    if (open && last !== undefined) last.text += visibleText(token);
  }
  return links;
}

function* readBlocks(tokens: readonly Token[], firstLine: number): Generator<Block> {
  let depth = 0;
  let itemIsNew = false;
  let quoted = 0;
  for (const [index, token] of tokens.entries()) {
    if (token.type === "list_item_open") [depth, itemIsNew] = [depth + 1, true];
    else if (token.type === "list_item_close") [depth, itemIsNew] = [depth - 1, false];
    else if (token.type === "blockquote_open") quoted += 1;
    else if (token.type === "blockquote_close") quoted -= 1;
    else if (token.type === "table_open" && token.level === 0) yield readTable(tokens, index, firstLine);
    else if (token.type === "inline" && token.map !== null && quoted === 0) {
      const opener = tokens[index - 1];
      const place = { line: token.map[0] + firstLine, end: token.map[1] + firstLine - 1 };
      if (opener?.type === "heading_open" && token.level === 1) {
        yield { kind: "heading", level: Number(opener.tag.slice(1)), text: token.content, ...place };
      } else if (itemIsNew) {
        itemIsNew = false;
        yield { kind: "item", ...readTask(token.content), depth, ...place };
      } else if (opener?.type === "paragraph_open") {
        yield { kind: "paragraph", text: token.content, ...place };
      }
    }
  }
}

/** Splits the check box from the text of a list item. `checked` is undefined where there is none. */
function readTask(text: string): { text: string; checked: boolean | undefined } {
  const task = /^\[([ xX])\](?:\s+|$)([\s\S]*)$/.exec(text);
  return task === null ? { text, checked: undefined } : { text: task[2] ?? "", checked: task[1] !== " " };
}

function readTable(tokens: readonly Token[], start: number, firstLine: number): Block {
  const rows: { cells: string[]; line: number }[] = [];
  let index = start;
  for (; index < tokens.length && tokens[index]?.type !== "table_close"; index += 1) {
    const token = tokens[index];
    if (token?.type === "tr_open") rows.push({ cells: [], line: (token.map?.[0] ?? 0) + firstLine });
    if (token?.type === "inline") rows.at(-1)?.cells.push(token.content);
  }
  const [lineFrom = 0, lineTo = 0] = tokens[start]?.map ?? [];
  const [header, ...body] = rows;
  return {
    kind: "table",
    header: header?.cells ?? [],
    rows: body,
    line: lineFrom + firstLine,
    end: lineTo + firstLine - 1,
  };
}

function inline(source: string): readonly Token[] {
  const tokens: Token[] = [];
  markdown.inline.parse(source, markdown, {}, tokens);
  return tokens;
}

function visibleText(token: Token): string {
  if (token.type === "softbreak" || token.type === "hardbreak") return " ";
  if (token.type === "html_inline") return /^<br\b/i.test(token.content) ? " " : "";
  return token.content;
}

function decoded(target: string): string {
  try {
    return decodeURIComponent(target);
  } catch {
    return target;
  }
}
