// The interface to tree-sitter. Its runtime and its grammars are WebAssembly files from two packages.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { ParseError } from "./program.ts";
import { useBaselineWasm } from "../baseline-wasm.ts";
import type * as TreeSitter from "web-tree-sitter";
import type { Language, Node } from "web-tree-sitter";

export type Grammar = "python" | "ruby" | "javascript" | "typescript" | "tsx";
export type { Node } from "web-tree-sitter";

const languages = new Map<Grammar, Promise<Language>>();

/**
 * Parses a source text and returns the result of `read` on the root of its tree. The tree is freed afterwards, so the
 * result must not contain nodes.
 * @throws RangeError or RuntimeError where the parser runs out of stack or memory
 */
export async function withTree<T>(grammar: Grammar, source: string, read: (root: Node) => T): Promise<T> {
  const { Parser } = await runtime();
  const language = await languageOf(grammar);
  const parser = new Parser();
  parser.setLanguage(language);
  const tree = parser.parse(source);
  try {
    if (tree === null) throw new Error(`The ${grammar} parser returned no tree.`);
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
  // Resolves the file through its package, which works from the bundle too.
  const path = createRequire(import.meta.url).resolve(`@vscode/tree-sitter-wasm/wasm/tree-sitter-${grammar}.wasm`);
  return Language.load(await readFile(path));
}

/** Named children without comments. */
export function children(node: Node | null | undefined): readonly Node[] {
  return node === null || node === undefined ? [] : node.namedChildren.filter((child) => child.type !== "comment");
}

/** Children of a condition or loop, without a branch that never runs: `if (false)`. */
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

/** Line in the source text, from 1. */
export function lineOf(node: Node): number {
  return node.startPosition.row + 1;
}

/**
 * Returns a function that reports the first syntax error in a node. `within` names its function, "" outside of
 * functions.
 */
export function parseErrorReporter(
  report: (within: string, error: ParseError) => void,
): (node: Node, within: string) => void {
  return (node, within) => {
    const error = firstError(node);
    if (error !== undefined) report(within, { line: lineOf(error), source: error.text });
  };
}

/** The first node with a syntax error at or below `node`, if any. */
function firstError(node: Node): Node | undefined {
  if (!node.hasError) return undefined;
  if (node.isError || node.isMissing) return node;
  for (const child of node.children) {
    const error = firstError(child);
    if (error !== undefined) return error;
  }
  return node;
}
