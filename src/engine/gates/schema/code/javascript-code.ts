// Statements and expressions of JavaScript and TypeScript.
import { HOLE } from "../change.ts";
import { type Block, type Call, opaque, OPAQUE, type Step, type Value } from "./program.ts";
import { branches, children, field, lineOf, type Node } from "./tree.ts";
import { unescapeText } from "./unescape.ts";

export function functionBlock(node: Node): Block {
  const single = field(node, "parameter");
  const params = single === undefined ? children(field(node, "parameters")).map(parameterNames) : [[single.text]];
  const body = field(node, "body");
  if (body === undefined) return { params, steps: [] };
  return {
    params,
    steps: body.type === "statement_block" ? children(body).flatMap(stepsOf) : [{ kind: "do", value: valueOf(body) }],
  };
}

/** The names that a parameter binds: `knex`, `knex: Knex`, `{ context: queryInterface }`, `db = knex`. */
function parameterNames(node: Node): readonly string[] {
  if (node.type === "identifier" || node.type === "shorthand_property_identifier_pattern") return [node.text];
  const inner =
    field(node, "pattern") ?? field(node, "left") ?? (node.type === "pair_pattern" ? field(node, "value") : undefined);
  if (inner !== undefined) return parameterNames(inner);
  return node.type === "object_pattern" || node.type === "array_pattern" ? children(node).flatMap(parameterNames) : [];
}

function stepsOf(node: Node): readonly Step[] {
  switch (node.type) {
    case "lexical_declaration":
    case "variable_declaration":
      return children(node).flatMap((declarator): readonly Step[] => {
        const name = field(declarator, "name");
        const value = field(declarator, "value");
        if (value === undefined || name === undefined) return [];
        if (name.type === "identifier")
          return [{ kind: "assign", name: name.text, value: valueOf(value), append: false }];
        return [{ kind: "do", value: valueOf(value) }, ...destructured(name, valueOf(value))];
      });
    case "function_declaration":
      return [
        {
          kind: "assign",
          name: field(node, "name")?.text ?? "?",
          value: { kind: "function", block: functionBlock(node) },
          append: false,
        },
      ];
    case "for_in_statement": {
      const left = field(node, "left");
      const of = field(node, "right");
      const body = field(node, "body");
      return [
        {
          kind: "each",
          names: left === undefined ? [] : parameterNames(left),
          of: of === undefined ? OPAQUE : valueOf(of),
          steps: body === undefined ? [] : stepsOf(body),
        },
      ];
    }
    case "expression_statement": {
      const [expression] = children(node);
      if (expression?.type === "assignment_expression" || expression?.type === "augmented_assignment_expression")
        return assignment(expression);
      return expression === undefined ? [] : [{ kind: "do", value: valueOf(expression) }];
    }
    case "statement_block":
    case "return_statement":
    case "labeled_statement":
    case "ERROR":
      return children(node).flatMap(stepsOf);
    case "if_statement":
    case "else_clause":
    case "for_statement":
    case "while_statement":
    case "do_statement":
    case "try_statement":
    case "catch_clause":
    case "finally_clause":
    case "switch_statement":
    case "switch_body":
    case "switch_case":
    case "switch_default":
      return [{ kind: "conditional", steps: branches(node).flatMap(stepsOf) }];
    default:
      return [{ kind: "do", value: valueOf(node) }];
  }
}

/** Assignments of a destructuring pattern: after `const { schema } = knex`, `schema` is `knex.schema`. */
function destructured(pattern: Node, value: Value): readonly Step[] {
  if (pattern.type !== "object_pattern")
    return parameterNames(pattern).map((name) => ({ kind: "assign", name, value: OPAQUE, append: false }));
  return children(pattern).flatMap((part) => {
    const key = (field(part, "key") ?? field(part, "left") ?? part).text;
    return parameterNames(part).map(
      (name) => ({ kind: "assign", name, value: { kind: "member", target: value, name: key }, append: false }) as const,
    );
  });
}

function assignment(node: Node): readonly Step[] {
  const left = field(node, "left");
  const right = field(node, "right");
  if (left === undefined || right === undefined) return [];
  if (left.type !== "identifier") return [{ kind: "do", value: valueOf(right) }];
  return [
    { kind: "assign", name: left.text, value: valueOf(right), append: node.type === "augmented_assignment_expression" },
  ];
}

export function valueOf(node: Node): Value {
  switch (node.type) {
    case "string":
      return { kind: "text", text: unescapeText(node.text.slice(1, -1)), line: lineOf(node) };
    case "template_string":
      return template(node);
    case "number":
      return { kind: "literal", value: Number(node.text) };
    case "true":
    case "false":
      return { kind: "literal", value: node.type === "true" };
    case "null":
    case "undefined":
      return { kind: "literal", value: null };
    case "array":
      return { kind: "list", items: children(node).map(valueOf) };
    case "object":
      return objectOf(node);
    case "identifier":
    case "this":
      return { kind: "name", name: node.text };
    case "member_expression":
      return {
        kind: "member",
        target: valueOf(field(node, "object") ?? node),
        name: field(node, "property")?.text ?? "?",
      };
    case "subscript_expression": {
      const [object, index] = children(node).map(valueOf);
      return index?.kind === "text" && object !== undefined
        ? { kind: "member", target: object, name: index.text }
        : opaque([object ?? OPAQUE, index ?? OPAQUE]);
    }
    case "call_expression":
    case "new_expression":
      return callOf(node);
    case "arrow_function":
    case "function_expression":
    case "function":
      return { kind: "function", block: functionBlock(node) };
    case "await_expression":
      // The result of a promise is data, not a builder.
      return opaque(children(node).map(valueOf));
    case "parenthesized_expression":
    case "as_expression":
    case "satisfies_expression":
    case "non_null_expression": {
      const [inner] = children(node);
      return inner === undefined ? OPAQUE : valueOf(inner);
    }
    case "binary_expression": {
      const [left, right] = [field(node, "left"), field(node, "right")];
      if (field(node, "operator")?.text === "+" && left !== undefined && right !== undefined) {
        return { kind: "concat", parts: [valueOf(left), valueOf(right)], line: lineOf(node) };
      }
      return opaque(children(node).map(valueOf));
    }
    default:
      return opaque(branches(node).map(valueOf));
  }
}

function template(node: Node): Value {
  const parts = children(node).map((part): Value => {
    if (part.type === "template_substitution") {
      const [inner] = children(part);
      return inner === undefined ? { kind: "text", text: HOLE, line: lineOf(part) } : valueOf(inner);
    }
    return { kind: "text", text: unescapeText(part.text), line: lineOf(part) };
  });
  return { kind: "concat", parts, line: lineOf(node) };
}

function objectOf(node: Node): Value {
  const entries = new Map<string, Value>();
  let open = false;
  for (const pair of children(node)) {
    const key = field(pair, "key") ?? field(pair, "name");
    const value = field(pair, "value");
    if (pair.type === "shorthand_property_identifier") entries.set(pair.text, { kind: "name", name: pair.text });
    else if (pair.type === "method_definition" && key !== undefined)
      entries.set(key.text, { kind: "function", block: functionBlock(pair) });
    else if (key !== undefined && value !== undefined && key.type !== "computed_property_name")
      entries.set(unquote(key.text), valueOf(value));
    else open = true;
  }
  return { kind: "map", entries, open };
}

function callOf(node: Node): Call {
  const written = field(node, "function") ?? field(node, "constructor");
  // The grammar reads `await knex<User>("users")` as `(await knex)<User>("users")`.
  const callee = written?.type === "await_expression" ? children(written)[0] : written;
  const list = field(node, "arguments");
  // The argument of a tagged template is the template: sql`…`.
  const args = list === undefined ? [] : list.type === "arguments" ? children(list).map(valueOf) : [valueOf(list)];
  const last = args.findLast((argument) => argument.kind === "function");
  const called = callee === undefined ? OPAQUE : valueOf(callee);
  return {
    kind: "call",
    target: called.kind === "member" ? called.target : called.kind === "name" ? undefined : called,
    name: called.kind === "member" || called.kind === "name" ? called.name : "?",
    args,
    named: new Map(),
    block: last?.kind === "function" ? last.block : undefined,
    // The line of the method name, since a chain may span several lines.
    line: lineOf((callee === undefined ? undefined : field(callee, "property")) ?? node),
    source: node.text,
  };
}

/** A name without quotes. */
export function unquote(text: string): string {
  return text.replace(/^(["'`])(.*)\1$/s, "$2");
}
