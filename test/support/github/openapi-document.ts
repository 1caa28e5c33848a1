// The parts of an OpenAPI document that the validation reads, and the conversion from OpenAPI 3.0 to JSON Schema.

export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly parameters: Readonly<Record<string, { readonly name: string }>>;
    readonly responses: Readonly<Record<string, Response>>;
  };
}

export interface Operation {
  readonly parameters?: readonly (Reference | { readonly name: string })[];
  readonly requestBody?: { readonly content?: Readonly<Record<string, unknown>> };
  readonly responses: Readonly<Record<string, Reference | Response>>;
}

interface Reference {
  readonly $ref: string;
}

interface Response {
  readonly content?: Readonly<Record<string, unknown>>;
}

/** Parses the document, converts `nullable` to JSON Schema, and drops examples. */
export function parseOpenApi(json: string): OpenApi {
  return JSON.parse(json, (key, value: unknown) => {
    if (key === "example" || key === "examples") return undefined;
    return isNullable(value) ? nullable(value) : value;
  });
}

function isNullable(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && "nullable" in value && value.nullable === true;
}

function nullable(value: Record<string, unknown>): unknown {
  const schema = { ...value };
  delete schema["nullable"];
  return { anyOf: [{ type: "null" }, schema] };
}
