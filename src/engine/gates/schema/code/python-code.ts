// Statements and expressions of Python.
import { HOLE } from "../change.ts";
import { type Block, type Call, opaque, OPAQUE, type Step, type Value } from "./program.ts";
import { branches, children, field, lineOf, type Node } from "./tree.ts";
import { unescapeText } from "./unescape.ts";

export function functionBlock(node: Node): Block {
  return {
    params: children(field(node, "parameters")).map((parameter) => [parameterName(parameter)]),
    steps: bodyOf(field(node, "body")),
  };
}

function parameterName(node: Node): string {
  return node.type === "identifier" ? node.text : (field(node, "name")?.text ?? children(node)[0]?.text ?? "?");
}

function bodyOf(node: Node | undefined): readonly Step[] {
  return children(node).flatMap(stepsOf);
}

/** The steps of a statement, with all branches of a condition. */
export function stepsOf(node: Node): readonly Step[] {
  switch (node.type) {
    case "expression_statement":
    case "return_statement":
    case "ERROR":
      return children(node).flatMap((child) =>
        child.type === "assignment" || child.type === "augmented_assignment"
          ? assignment(child)
          : [{ kind: "do", value: valueOf(child) }],
      );
    case "for_statement": {
      const of = field(node, "right");
      const left = field(node, "left");
      const names =
        left === undefined ? [] : left.type === "identifier" ? [left.text] : children(left).map((child) => child.text);
      return [{ kind: "each", names, of: of === undefined ? OPAQUE : valueOf(of), steps: bodyOf(field(node, "body")) }];
    }
    case "with_statement":
      return [{ kind: "do", value: withBlock(node) }];
    case "function_definition":
      return [
        {
          kind: "assign",
          name: field(node, "name")?.text ?? "?",
          value: { kind: "function", block: functionBlock(node) },
          append: false,
        },
      ];
    case "block":
      return children(node).flatMap(stepsOf);
    case "if_statement":
    case "elif_clause":
    case "else_clause":
    case "while_statement":
    case "try_statement":
    case "except_clause":
    case "finally_clause":
    case "match_statement":
    case "case_clause":
      return [{ kind: "conditional", steps: branches(node).flatMap(stepsOf) }];
    default:
      return EXPRESSIONLESS.has(node.type) ? [] : [{ kind: "do", value: valueOf(node) }];
  }
}

/** Statements without expressions that could run. */
const EXPRESSIONLESS = new Set([
  "pass_statement",
  "import_statement",
  "import_from_statement",
  "global_statement",
  "case_pattern",
  "future_import_statement",
  "break_statement",
  "continue_statement",
]);

function assignment(node: Node): readonly Step[] {
  const left = field(node, "left");
  const right = field(node, "right");
  if (left === undefined || right === undefined) return [];
  const value = valueOf(right);
  if (left.type === "identifier")
    return [{ kind: "assign", name: left.text, value, append: node.type === "augmented_assignment" }];
  // Only the value runs: `Migration.operations += […]`
  return [{ kind: "do", value: opaque([value]) }];
}

/** Reads a `with` statement as a call with a block: `with op.batch_alter_table("users") as batch_op:`. */
function withBlock(node: Node): Value {
  const steps = bodyOf(field(node, "body"));
  const items = children(children(node)[0]).map((item) => field(item, "value") ?? item);
  const block = items.reduceRight<readonly Step[]>((inner, item) => {
    const pattern = item.type === "as_pattern";
    const call = valueOf((pattern ? children(item)[0] : item) ?? item);
    const name = pattern ? children(item)[1]?.text : undefined;
    if (call.kind !== "call") return [{ kind: "do", value: call }, ...inner];
    return [{ kind: "do", value: { ...call, block: { params: name === undefined ? [] : [[name]], steps: inner } } }];
  }, steps);
  const [only] = block;
  return block.length === 1 && only?.kind === "do"
    ? only.value
    : {
        kind: "call",
        target: undefined,
        name: "with",
        args: [],
        named: new Map(),
        block: { params: [], steps: block },
        line: lineOf(node),
        source: node.text,
      };
}

function valueOf(node: Node): Value {
  switch (node.type) {
    case "string":
      return stringOf(node);
    case "concatenated_string":
      return { kind: "concat", parts: children(node).map(valueOf), line: lineOf(node) };
    case "integer":
    case "float":
      return { kind: "literal", value: Number(node.text) };
    case "true":
    case "false":
      return { kind: "literal", value: node.type === "true" };
    case "none":
      return { kind: "literal", value: null };
    case "list":
    case "tuple":
    case "set":
    case "expression_list":
      return { kind: "list", items: children(node).map(valueOf) };
    case "dictionary":
      return dictionary(node);
    case "identifier":
      return { kind: "name", name: node.text };
    case "attribute":
      return {
        kind: "member",
        target: valueOf(field(node, "object") ?? node),
        name: field(node, "attribute")?.text ?? "?",
      };
    case "call":
      return callOf(node);
    case "parenthesized_expression":
    case "await": {
      const [inner] = children(node);
      return inner === undefined ? OPAQUE : valueOf(inner);
    }
    case "lambda": {
      const body = field(node, "body");
      const params = children(field(node, "parameters")).map((parameter) => [parameterName(parameter)]);
      return {
        kind: "function",
        block: { params, steps: body === undefined ? [] : [{ kind: "do", value: valueOf(body) }] },
      };
    }
    case "binary_operator":
      return operator(node);
    case "conditional_expression": {
      const [first, condition, other] = children(node);
      return other !== undefined && condition?.type === "false"
        ? valueOf(other)
        : opaque([first, condition, other].flatMap((part) => (part === undefined ? [] : [valueOf(part)])));
    }
    default:
      return opaque(children(node).map(valueOf));
  }
}

function operator(node: Node): Value {
  const left = field(node, "left");
  const right = field(node, "right");
  if (left === undefined || right === undefined) return OPAQUE;
  const sign = field(node, "operator")?.text;
  if (sign === "+") return { kind: "concat", parts: [valueOf(left), valueOf(right)], line: lineOf(node) };
  const text = valueOf(left);
  // "… %s" % name
  if (sign === "%" && text.kind === "text") return { ...text, text: text.text.replaceAll(/%(?:\(\w+\))?[a-z]/g, HOLE) };
  return opaque([text, valueOf(right)]);
}

function dictionary(node: Node): Value {
  const entries = new Map<string, Value>();
  let open = false;
  for (const pair of children(node)) {
    const key = field(pair, "key");
    const value = field(pair, "value");
    const name = key === undefined ? undefined : valueOf(key);
    if (name?.kind === "text" && value !== undefined) entries.set(name.text, valueOf(value));
    else open = true;
  }
  return { kind: "map", entries, open };
}

function callOf(node: Node): Call {
  const callee = field(node, "function");
  const args: Value[] = [];
  const named = new Map<string, Value>();
  const list = field(node, "arguments");
  for (const argument of list?.type === "argument_list" ? children(list) : list === undefined ? [] : [list]) {
    const value = field(argument, "value");
    if (argument.type === "keyword_argument" && value !== undefined)
      named.set(field(argument, "name")?.text ?? "?", valueOf(value));
    else if (argument.type === "dictionary_splat") named.set("**", valueOf(argument));
    else args.push(valueOf(argument));
  }
  const attribute = callee?.type === "attribute";
  return {
    kind: "call",
    target: attribute
      ? valueOf(field(callee, "object") ?? callee)
      : callee === undefined || callee.type === "identifier"
        ? undefined
        : valueOf(callee),
    name:
      (attribute ? field(callee, "attribute")?.text : callee?.type === "identifier" ? callee.text : undefined) ?? "?",
    args,
    named,
    block: undefined,
    line: lineOf(node),
    source: node.text,
  };
}

function stringOf(node: Node): Value {
  const prefix = (node.child(0)?.text ?? "").toLowerCase();
  const parts = children(node).flatMap((part): readonly Value[] => {
    if (part.type === "interpolation") return [valueOf(children(part)[0] ?? part)];
    if (part.type !== "string_content") return [];
    const content = prefix.includes("f") ? part.text.replaceAll("{{", "{").replaceAll("}}", "}") : part.text;
    return [{ kind: "text", text: prefix.includes("r") ? content : unescapeText(content), line: lineOf(part) }];
  });
  const [only] = parts;
  if (only === undefined) return { kind: "text", text: "", line: lineOf(node) };
  return parts.length === 1 && only.kind === "text" ? only : { kind: "concat", parts, line: lineOf(node) };
}
