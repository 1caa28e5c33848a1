// The one place that knows tree-sitter: its runtime and grammars are WebAssembly files of two packages.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { ParseError } from "./program.ts";
import { useBaselineWasm } from "../baseline-wasm.ts";
import type * as TreeSitter from "web-tree-sitter";
import type { Language, Node } from "web-tree-sitter";

export type Grammar = "python" | "ruby" | "javascript" | "typescript" | "tsx";
export type { Node } from "web-tree-sitter";

const languages = new Map<Grammar, Promise<Language>>();

/** Parses and hands the root to `read`; the tree is freed afterwards, so nothing of it may be kept. */
export async function withTree<T>(grammar: Grammar, source: string, read: (root: Node) => T): Promise<T> {
  const { Parser } = await runtime();
  const language = await languageOf(grammar);
  const parser = new Parser();
  parser.setLanguage(language);
  const tree = parser.parse(source);
  try {
    if (tree === null) throw new Error(`The ${grammar} parser gave no tree.`);
    return read(tree.rootNode);
  } finally {
    tree?.delete();
    parser.delete();
  }
}

let started: Promise<typeof TreeSitter> | undefined;

function runtime(): Promise<typeof TreeSitter> {
  useBaselineWasm();
  started ??= import("web-tree-sitter").then(async (module) => {
    await module.Parser.init();
    return module;
  });
  return started;
}

function languageOf(grammar: Grammar): Promise<Language> {
  const known = languages.get(grammar);
  if (known !== undefined) return known;
  const loading = load(grammar);
  languages.set(grammar, loading);
  return loading;
}

async function load(grammar: Grammar): Promise<Language> {
  const { Language } = await runtime();
  // Found through the package, so that it works from the bundle too.
  const path = createRequire(import.meta.url).resolve(`@vscode/tree-sitter-wasm/wasm/tree-sitter-${grammar}.wasm`);
  return Language.load(await readFile(path));
}

/** Named children without comments. */
export function children(node: Node | null | undefined): readonly Node[] {
  return node === null || node === undefined ? [] : node.namedChildren.filter((child) => child.type !== "comment");
}

/** Children of a condition, without what `if (false)` never runs. */
export function branches(node: Node): readonly Node[] {
  const condition = field(node, "condition");
  const inner = condition?.type === "parenthesized_expression" ? children(condition)[0] : condition;
  const never =
    inner?.type === "false" && !/^un(less|til)/.test(node.type)
      ? (field(node, "consequence") ?? field(node, "body"))
      : undefined;
  return children(node).filter((child) => child.id !== never?.id);
}

export function field(node: Node, name: string): Node | undefined {
  return node.childForFieldName(name) ?? undefined;
}

export function lineOf(node: Node): number {
  return node.startPosition.row + 1;
}

/** Tells of what is not of the language within a function, or outside of any (``). */
export function reportsParseErrors(
  parseError: (within: string, parseErrors: ParseError) => void,
): (node: Node, within: string) => void {
  return (node, within) => {
    const error = firstError(node);
    if (error !== undefined) parseError(within, { line: lineOf(error), source: error.text });
  };
}

/** The first node that is not of the language, if there is one at or below `node`. */
function firstError(node: Node): Node | undefined {
  if (!node.hasError) return undefined;
  if (node.isError || node.isMissing) return node;
  for (const child of node.children) {
    const error = firstError(child);
    if (error !== undefined) return error;
  }
  return node;
}
