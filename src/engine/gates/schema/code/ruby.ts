import { HOLE } from "../change.ts";
import { type Block, type Call, opaque, OPAQUE, type Program, programDraft, type Step, type Value } from "./program.ts";
import { branches, children, field, lineOf, type Node, parseErrorReporter, withTree } from "./tree.ts";

/** Bodies of heredocs by the node id of their beginnings: `<<~SQL`. */
type Heredocs = ReadonlyMap<number, Node>;

/** Reads the parts of a Ruby file that matter for migrations. Syntax errors are part of the result. */
export function readRuby(source: string): Promise<Program> {
  return withTree("ruby", source, (root) => {
    const draft = programDraft();
    const parseError = parseErrorReporter(draft.parseError);
    const reader = rubyReader(heredocsOf(root));
    const scope = (node: Node): void => {
      for (const child of children(node)) {
        if (child.type === "class" || child.type === "module") {
          const body = field(child, "body");
          if (body !== undefined) scope(body);
        } else if (child.type === "method" || child.type === "singleton_method") {
          const name = field(child, "name")?.text ?? "?";
          draft.define(name, reader.method(child));
          parseError(child, name);
        } else {
          parseError(child, "");
          for (const step of reader.steps(child)) if (step.kind === "assign") draft.constant(step.name, step.value);
        }
      }
    };
    scope(root);
    // Where the whole file does not parse, no single part has an error of its own.
    if (draft.program.parseErrors.size === 0) parseError(root, "");
    return draft.program;
  });
}

/** Finds the body of each heredoc. The bodies follow the beginnings in the same order. */
function heredocsOf(root: Node): Heredocs {
  const bodies = root.descendantsOfType("heredoc_body");
  const found = new Map<number, Node>();
  for (const [index, beginning] of root.descendantsOfType("heredoc_beginning").entries()) {
    const body = bodies[index];
    if (body != null && beginning !== null) found.set(beginning.id, body);
  }
  return found;
}

function rubyReader(heredocs: Heredocs): { method(node: Node): Block; steps(node: Node): readonly Step[] } {
  const method = (node: Node): Block => ({
    params: children(field(node, "parameters")).map((parameter) => [field(parameter, "name")?.text ?? parameter.text]),
    steps: bodyOf(field(node, "body")),
  });

  const bodyOf = (node: Node | undefined): readonly Step[] =>
    node === undefined ? [] : BODIES.has(node.type) ? children(node).flatMap(steps) : steps(node);

  const steps = (node: Node): readonly Step[] => {
    if (node.type === "assignment" || node.type === "operator_assignment") {
      const left = field(node, "left");
      const right = field(node, "right");
      if (right === undefined) return [];
      const name =
        left?.type === "identifier" || left?.type === "constant" || left?.type === "instance_variable"
          ? left.text
          : undefined;
      return [
        name === undefined
          ? { kind: "do", value: valueOf(right) }
          : { kind: "assign", name, value: valueOf(right), append: node.type === "operator_assignment" },
      ];
    }
    if (node.type === "for") {
      const of = field(node, "value");
      return [
        {
          kind: "each",
          names: [field(node, "pattern")?.text ?? "?"],
          of: of === undefined ? OPAQUE : valueOf(children(of)[0] ?? of),
          steps: bodyOf(field(node, "body")),
        },
      ];
    }
    if (node.type === "comment" || node.type === "heredoc_body") return [];
    if (CONDITIONS.has(node.type)) return [{ kind: "conditional", steps: branches(node).flatMap(steps) }];
    if (BODIES.has(node.type)) return children(node).flatMap(steps);
    // A name alone is a call without arguments.
    if (node.type === "identifier") return [{ kind: "do", value: callOf(node) }];
    return [{ kind: "do", value: valueOf(node) }];
  };

  const valueOf = (node: Node): Value => {
    switch (node.type) {
      case "string":
      case "bare_string":
        return textOf(node);
      case "heredoc_beginning": {
        const body = heredocs.get(node.id);
        return body === undefined ? OPAQUE : textOf(body);
      }
      case "simple_symbol":
        return { kind: "text", text: node.text.slice(1), line: lineOf(node) };
      case "delimited_symbol":
      case "bare_symbol":
        return textOf(node);
      case "chained_string":
        return { kind: "concat", parts: children(node).map(valueOf), line: lineOf(node) };
      case "integer":
      case "float":
        return { kind: "literal", value: Number(node.text) };
      case "true":
      case "false":
        return { kind: "literal", value: node.type === "true" };
      case "nil":
        return { kind: "literal", value: null };
      case "array":
      case "string_array":
      case "symbol_array":
        return { kind: "list", items: children(node).map(valueOf) };
      case "hash":
        return mapOf(children(node));
      case "identifier":
      case "constant":
      case "instance_variable":
      case "self":
        return { kind: "name", name: node.text };
      case "scope_resolution":
        return { kind: "name", name: node.text };
      case "call":
        return callOf(node);
      case "subshell":
        return {
          kind: "call",
          target: undefined,
          name: "system",
          args: [],
          named: new Map(),
          block: undefined,
          line: lineOf(node),
          source: node.text,
        };
      case "lambda":
      case "block":
      case "do_block":
        return { kind: "function", block: blockOf(node) };
      case "parenthesized_statements": {
        const inner = children(node);
        return inner.length === 1 && inner[0] !== undefined ? valueOf(inner[0]) : opaque(inner.map(valueOf));
      }
      case "binary": {
        const [left, right] = [field(node, "left"), field(node, "right")];
        const sign = field(node, "operator")?.text;
        if (left === undefined || right === undefined) return OPAQUE;
        if (sign === "+" || sign === "<<")
          return { kind: "concat", parts: [valueOf(left), valueOf(right)], line: lineOf(node) };
        return opaque([valueOf(left), valueOf(right)]);
      }
      default:
        return opaque(
          children(node).flatMap((child) =>
            child.type === "assignment" ? [opaque(children(child).map(valueOf))] : [valueOf(child)],
          ),
        );
    }
  };

  const blockOf = (node: Node): Block => ({
    params: children(field(node, "parameters")).map((parameter) => [parameter.text]),
    steps: bodyOf(field(node, "body")),
  });

  const callOf = (node: Node): Call => {
    const receiver = field(node, "receiver");
    const block = field(node, "block");
    const list = children(field(node, "arguments"));
    const blockArgument = list.find((argument) => argument.type === "block_argument");
    const pairs = list.filter((argument) => argument.type === "pair" || argument.type === "hash_splat_argument");
    const map = mapOf(pairs);
    return {
      kind: "call",
      target: receiver === undefined ? undefined : valueOf(receiver),
      name: node.type === "identifier" ? node.text : (field(node, "method")?.text ?? "?"),
      args: list
        .filter((argument) => !pairs.includes(argument))
        .map((argument) =>
          argument.type === "block_argument" ? opaque(children(argument).map(valueOf)) : valueOf(argument),
        ),
      named: map.kind !== "map" ? new Map() : map.open ? new Map([...map.entries, ["**", OPAQUE]]) : map.entries,
      block:
        block !== undefined ? blockOf(block) : blockArgument === undefined ? undefined : symbolBlock(blockArgument),
      line: lineOf(field(node, "method") ?? node),
      source: node.text,
    };
  };

  /** The block of a symbol argument: `&:destroy` is `{ |it| it.destroy }`. */
  const symbolBlock = (node: Node): Block | undefined => {
    const [symbol] = children(node);
    if (symbol?.type !== "simple_symbol") return undefined;
    const value: Call = {
      kind: "call",
      target: { kind: "name", name: "it" },
      name: symbol.text.slice(1),
      args: [],
      named: new Map(),
      block: undefined,
      line: lineOf(node),
      source: node.text,
    };
    return { params: [["it"]], steps: [{ kind: "do", value }] };
  };

  const mapOf = (pairs: readonly Node[]): Value => {
    const entries = new Map<string, Value>();
    let open = false;
    for (const pair of pairs) {
      const key = field(pair, "key");
      const value = field(pair, "value");
      const name = key === undefined ? undefined : key.type === "hash_key_symbol" ? key.text : nameOf(valueOf(key));
      if (name !== undefined && value !== undefined) entries.set(name, valueOf(value));
      else open = true;
    }
    return { kind: "map", entries, open };
  };

  const textOf = (node: Node): Value => {
    const parts = children(node).map((part): Value => {
      if (part.type === "interpolation") {
        const [inner] = children(part);
        return inner === undefined ? { kind: "text", text: HOLE, line: lineOf(part) } : valueOf(inner);
      }
      if (part.type === "heredoc_end") return { kind: "text", text: "", line: lineOf(part) };
      return {
        kind: "text",
        text: part.type === "escape_sequence" ? unescape(part.text) : part.text,
        line: lineOf(part),
      };
    });
    return { kind: "concat", parts, line: lineOf(node) };
  };

  return { method, steps };
}

const BODIES = new Set([
  "body_statement",
  "block_body",
  "then",
  "begin",
  "do",
  "return",
  "ERROR",
  "begin_block",
  "argument_list",
]);
const CONDITIONS = new Set([
  "else",
  "elsif",
  "if",
  "unless",
  "if_modifier",
  "unless_modifier",
  "while",
  "until",
  "while_modifier",
  "until_modifier",
  "case",
  "when",
  "rescue",
  "ensure",
  "rescue_modifier",
  "conditional",
]);

function nameOf(value: Value): string | undefined {
  if (value.kind === "text") return value.text;
  return value.kind === "concat" && value.parts.length === 1 && value.parts[0] !== undefined
    ? nameOf(value.parts[0])
    : undefined;
}

function unescape(text: string): string {
  return { "\\n": "\n", "\\t": "\t", "\\\n": "" }[text] ?? text.slice(1);
}
