import { z } from "zod";
import { MilestoneError } from "../model/errors.ts";
import { nearMatches } from "../text/near.ts";
import type { ConfigPath, ConfigText } from "./parse-text.ts";
import { configSchema } from "./config-schema.ts";

type Issue = z.core.$ZodIssue;

/** All problems of a config in one error, a line each: file, line, setting, value and what was expected. */
export function configProblem(
  path: string,
  value: unknown,
  error: z.ZodError,
  lineOf: ConfigText["lineOf"],
): MilestoneError {
  const problems = error.issues
    .flatMap((issue) => nearestBranch(issue, []))
    .flatMap((issue) => describe(issue, value, lineOf));
  const shown = problems.map(({ line, text }) => `${path}${line === undefined ? "" : `:${line}`}: ${text}`);
  return new MilestoneError("config", shown.join("\n"), {
    hint: "Correct the file; `milestone-tui schema` prints every setting.",
  });
}

/**
 * Of several allowed forms, reports the one that the user most likely meant: the form with the fewest problems among
 * those whose type fits.
 */
function nearestBranch(issue: Issue, base: ConfigPath): readonly Issue[] {
  const path = [...base, ...issue.path];
  if (issue.code === "invalid_key") return issue.issues.map((inner) => ({ ...inner, path: [...path, ...inner.path] }));
  if (issue.code !== "invalid_union") return [{ ...issue, path }];
  const [nearest] = issue.errors
    .filter((branch) => !branch.some((inner) => inner.path.length === 0 && inner.code === "invalid_type"))
    .sort((a, b) => a.length - b.length);
  if (nearest !== undefined) return nearest.flatMap((inner) => nearestBranch(inner, path));
  const kinds = issue.errors.flatMap((branch) =>
    branch.flatMap((inner) => (inner.code === "invalid_type" ? [inner.expected] : [])),
  );
  return [{ ...issue, path, message: `expected ${[...new Set(kinds)].join(" or ")}` }];
}

interface Problem {
  readonly line: number | undefined;
  readonly text: string;
}

function describe(issue: Issue, value: unknown, lineOf: ConfigText["lineOf"]): readonly Problem[] {
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownSetting(issue.path, key, lineOf));
  const found: unknown = issue.path.reduce<unknown>(
    (inner, key) => (isObject(inner) ? Reflect.get(inner, key) : undefined),
    value,
  );
  const name = issue.path.length === 0 ? "the config" : nameOf(issue.path);
  const state = found === undefined ? "is missing" : `is ${shown(found, issue.path)}`;
  return [{ line: lineOf(issue.path), text: `${name} ${state}: ${formatTimeLimit(issue.message)}` }];
}

function unknownSetting(path: ConfigPath, key: string, lineOf: ConfigText["lineOf"]): Problem {
  const [near] = nearMatches(key, knownSettings(path));
  const hint = near === undefined ? "" : `; did you mean ${nameOf([...path, near])}?`;
  return { line: lineOf(path, key), text: `${nameOf([...path, key])} is not a setting${hint}` };
}

/** The settings that are allowed at a path of the config, read from the schema itself. */
function knownSettings(path: ConfigPath): readonly string[] {
  const root: unknown = z.toJSONSchema(configSchema, { io: "input", unrepresentable: "any" });
  const places = path.reduce<readonly unknown[]>(
    (schemas, key) => schemas.flatMap((schema) => below(schema, key)),
    branches(root),
  );
  return places.flatMap((schema) => Object.keys(child(schema, "properties") ?? {}));
}

function below(schema: unknown, key: PropertyKey): readonly unknown[] {
  const named = child(child(schema, "properties"), key) ?? child(schema, "additionalProperties");
  return branches(named);
}

/** The alternatives of a schema; the schema itself where it has none. */
function branches(schema: unknown): readonly unknown[] {
  const forms: unknown = isObject(schema) ? Reflect.get(schema, "anyOf") : undefined;
  return Array.isArray(forms) ? forms.flatMap(branches) : [schema];
}

function child(value: unknown, key: PropertyKey): object | undefined {
  const found: unknown = isObject(value) ? Reflect.get(value, key) : undefined;
  return isObject(found) ? found : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function nameOf(path: ConfigPath): string {
  return path.map(String).join(".");
}

/** A value as it is shown in a message. Values that may hold a secret are left out. */
function shown(value: unknown, path: ConfigPath): string {
  if (path.includes("env") || path.includes("database") || path.includes("webhook")) return "not right";
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

function formatTimeLimit(message: string): string {
  return message
    .replace(/^Invalid (input|option): /, "")
    .replace(/^Too (small|big): /, "")
    .replace(/, received .*$/, "");
}
