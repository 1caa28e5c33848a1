import { OPAQUE, type Program, programDraft, type Step, type Value } from "./program.ts";
import { functionBlock, stepsOf } from "./python-code.ts";
import { children, field, type Node, parseErrorReporter, withTree } from "./tree.ts";

/** Reads the parts of a Python file that matter for migrations. Syntax errors are part of the result. */
export function readPython(source: string): Promise<Program> {
  return withTree("python", source, (root) => {
    const draft = programDraft();
    const parseError = parseErrorReporter(draft.parseError);
    const scope = (node: Node, within: string): void => {
      for (const child of children(node)) {
        const definition = child.type === "decorated_definition" ? (field(child, "definition") ?? child) : child;
        if (definition.type === "function_definition") {
          const name = field(definition, "name")?.text ?? "?";
          draft.define(name, functionBlock(definition));
          if (children(child).some((part) => part.type === "decorator" && !/^@(static|class)method$/.test(part.text)))
            draft.decorated(name);
          parseError(definition, name);
        } else if (definition.type === "class_definition") {
          const bases = children(field(definition, "superclasses")).map((base) => base.text);
          draft.baseClasses(field(definition, "name")?.text ?? "?", bases);
          const body = field(definition, "body");
          if (body !== undefined) scope(body, within);
        } else {
          parseError(child, within);
          for (const [alias, name] of importedNames(child)) draft.constant(alias, { kind: "name", name });
          const steps = stepsOf(child);
          for (const [name, value] of assignedValues(steps)) draft.constant(name, value);
          draft.topLevel(
            steps.filter(
              (step) => step.kind !== "assign" || (step.value.kind === "call" && step.value.target !== undefined),
            ),
          );
        }
      }
    };
    scope(root, "");
    // Where the whole file does not parse, no single part has an error of its own.
    if (draft.program.parseErrors.size === 0) parseError(root, "");
    return draft.program;
  });
}

/** The names that steps outside of functions assign. The value is opaque where it is conditional or changed later. */
function assignedValues(steps: readonly Step[]): readonly (readonly [string, Value])[] {
  return steps.flatMap((step): readonly (readonly [string, Value])[] => {
    if (step.kind === "assign") return [[step.name, step.append ? OPAQUE : step.value]];
    if (step.kind !== "do") return assignedValues(step.steps).map(([name]) => [name, OPAQUE]);
    const { value } = step;
    // `operations.append(…)`
    return value.kind === "call" && value.target?.kind === "name" && value.name !== "?"
      ? [[value.target.name, OPAQUE]]
      : [];
  });
}

/**
 * Imported names with their full names: `o` and `alembic.op` for `from alembic import op as o` or `import alembic.op
 * as o`.
 */
function importedNames(node: Node): readonly (readonly [string, string])[] {
  if (node.type === "import_statement") {
    return children(node).flatMap((child) =>
      child.type === "aliased_import"
        ? [[field(child, "alias")?.text ?? "?", field(child, "name")?.text ?? "?"] as const]
        : [],
    );
  }
  const from = node.type === "import_from_statement" ? field(node, "module_name") : undefined;
  if (from === undefined) return [];
  return children(node)
    .filter((child) => child.id !== from.id)
    .map((child) => {
      const name = (field(child, "name") ?? child).text;
      return [field(child, "alias")?.text ?? name, `${from.text}.${name}`];
    });
}
