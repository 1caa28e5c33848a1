import { functionBlock, unquote, valueOf } from "./javascript-code.ts";
import { type Program, programDraft } from "./program.ts";
import { children, field, type Grammar, type Node, parseErrorReporter, withTree } from "./tree.ts";

/**
 * Reads the parts of a JavaScript or TypeScript file that matter for migrations. Syntax errors are part of the result.
 */
export function readJavaScript(source: string, grammar: Exclude<Grammar, "python" | "ruby">): Promise<Program> {
  return withTree(grammar, source, (root) => {
    const draft = programDraft();
    const parseError = parseErrorReporter(draft.parseError);
    const declare = (name: string, node: Node): void => {
      if (isFunction(node)) {
        draft.define(name, functionBlock(node));
        parseError(node, name);
        return;
      }
      parseError(node, "");
      draft.constant(name, valueOf(node));
      // `module.exports = { up, down }`, `export default { async up() {} }`
      if (node.type === "object") members(node);
      // `module.exports = class { async up() {} }`
      else if (node.type === "class") statement(node);
    };
    const members = (node: Node): void => {
      for (const member of children(node)) {
        const name = field(member, "name") ?? field(member, "key");
        const value = field(member, "value");
        if (member.type === "method_definition" && name !== undefined) declare(name.text, member);
        else if (name !== undefined && value !== undefined) declare(unquote(name.text), value);
      }
    };
    const statement = (node: Node): void => {
      switch (node.type) {
        case "export_statement": {
          const inner = field(node, "declaration") ?? field(node, "value");
          if (inner !== undefined) statement(inner);
          break;
        }
        case "import_statement":
          break;
        case "function_declaration":
          declare(field(node, "name")?.text ?? "?", node);
          break;
        case "class_declaration":
        case "class": {
          const body = field(node, "body");
          if (body !== undefined) members(body);
          break;
        }
        case "object":
          members(node);
          parseError(node, "");
          break;
        case "lexical_declaration":
        case "variable_declaration":
          for (const declarator of children(node)) {
            const value = field(declarator, "value");
            if (value !== undefined) declare(field(declarator, "name")?.text ?? "?", value);
          }
          break;
        case "expression_statement": {
          const [expression] = children(node);
          const left = expression === undefined ? undefined : field(expression, "left");
          const right = expression === undefined ? undefined : field(expression, "right");
          if (expression?.type === "assignment_expression" && left !== undefined && right !== undefined)
            declare(assignedName(left), right);
          else parseError(node, "");
          break;
        }
        default:
          parseError(node, "");
      }
    };
    for (const node of children(root)) statement(node);
    // Where the whole file does not parse, no single part has an error of its own.
    if (draft.program.parseErrors.size === 0) parseError(root, "");
    return draft.program;
  });
}

/** The name that an assignment sets: `up` for `exports.up`, `exports["up"]` and `up`. */
function assignedName(left: Node): string {
  return unquote((field(left, "property") ?? field(left, "index") ?? left).text);
}

function isFunction(node: Node): boolean {
  return [
    "function_declaration",
    "function_expression",
    "function",
    "arrow_function",
    "method_definition",
    "generator_function",
  ].includes(node.type);
}
