// Validates every request and answer against GitHub's own OpenAPI description.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { Ajv, type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import { parseOpenApi, type Operation, type OpenApi } from "./openapi-document.ts";

export interface Exchange {
  readonly method: string;
  /** The path below the API root, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly requestBody: unknown;
  readonly status: number;
  readonly body: unknown;
}

let loaded: { readonly document: OpenApi; readonly routes: readonly Route[]; readonly ajv: Ajv } | undefined;
const compiled = new Map<string, ValidateFunction>();

/** Returns what differs from GitHub's documentation; empty where nothing does. */
export function violations(exchange: Exchange): readonly string[] {
  const { document, routes } = load();
  const method = exchange.method.toLowerCase();
  const route = findRoute(routes, document, method, exchange.path);
  const operation = route && document.paths[route.path]?.[method];
  if (!route || !operation) return [`${exchange.method} ${exchange.path} is not an operation of GitHub's`];
  const at = `gh#/paths/${encodeURIComponent(escaped(route.path))}/${method}`;
  const where = `${exchange.method} ${route.path}`;
  return [
    ...queryProblems(document, operation, exchange.query),
    ...requestProblems(at, operation, exchange.requestBody),
    ...responseProblems(at, operation, document, exchange),
  ].map((problem) => `${where}: ${problem}`);
}

function queryProblems(document: OpenApi, operation: Operation, query: URLSearchParams): string[] {
  const known = new Set(
    (operation.parameters ?? []).map((parameter) =>
      "$ref" in parameter
        ? document.components.parameters[parameter.$ref.split("/").at(-1) ?? ""]?.name
        : parameter.name,
    ),
  );
  return [...query.keys()]
    .filter((name) => !known.has(name))
    .map((name) => `query parameter ${name} is not documented`);
}

function requestProblems(at: string, operation: Operation, body: unknown): string[] {
  if (body === undefined || !operation.requestBody?.content?.["application/json"]) return [];
  return problems(`${at}/requestBody/content/application~1json/schema`, body).map((problem) => `request${problem}`);
}

/** Statuses that any operation may return, although most operations do not document them. */
const EVERYWHERE = new Set([401, 403, 404, 429]);

function responseProblems(at: string, operation: Operation, document: OpenApi, { status, body }: Exchange): string[] {
  const response = operation.responses[status];
  if (!response) {
    if (EVERYWHERE.has(status)) return problems("gh#/components/schemas/basic-error", body);
    return [`status ${status} is not documented (${Object.keys(operation.responses).join(", ")} are)`];
  }
  const resolved = "$ref" in response ? document.components.responses[response.$ref.split("/").at(-1) ?? ""] : response;
  const base = "$ref" in response ? `gh${response.$ref}` : `${at}/responses/${status}`;
  const type = Object.keys(resolved?.content ?? {}).find((name) => name.includes("json"));
  if (!type) return body === undefined ? [] : ["a body where none is documented"];
  return problems(`${base}/content/${encodeURIComponent(escaped(type))}/schema`, body);
}

function problems(pointer: string, value: unknown): string[] {
  let validate = compiled.get(pointer);
  if (!validate) {
    validate = load().ajv.compile({ $ref: pointer });
    compiled.set(pointer, validate);
  }
  if (validate(value)) return [];
  return [
    ...new Set(
      (validate.errors ?? []).map((error) => `${error.instancePath.replaceAll(/\/\d+/g, "/N")} ${error.message}`),
    ),
  ].slice(0, 8);
}

interface Route {
  readonly path: string;
  readonly segments: readonly string[];
}

function findRoute(routes: readonly Route[], document: OpenApi, method: string, path: string): Route | undefined {
  const segments = path.split("/");
  return routes.find(
    (route) =>
      document.paths[route.path]?.[method] &&
      route.segments.length === segments.length &&
      route.segments.every((segment, i) => segment.startsWith("{") || segment === segments[i]),
  );
}

function load(): NonNullable<typeof loaded> {
  if (loaded) return loaded;
  const file = createRequire(import.meta.url).resolve("@octokit/openapi/generated/api.github.com.json");
  const document = parseOpenApi(readFileSync(file, "utf8"));
  const ajv = new Ajv({ strict: false, allErrors: true, validateSchema: false, logger: false });
  addFormats.default(ajv);
  for (const format of ["repo.nwo", "binary", "int64", "timestamp"]) ajv.addFormat(format, true);
  ajv.addSchema({ ...document }, "gh");
  const literal = (route: Route) => route.segments.filter((segment) => !segment.startsWith("{")).length;
  const routes = Object.keys(document.paths)
    .map((path) => ({ path, segments: path.split("/") }))
    .sort((a, b) => literal(b) - literal(a));
  loaded = { document, routes, ajv };
  return loaded;
}

function escaped(pointer: string): string {
  return pointer.replaceAll("~", "~0").replaceAll("/", "~1");
}
