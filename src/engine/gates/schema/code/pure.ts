// Functions of the languages and of libraries at everyone's hand, which change no schema.

const FUNCTIONS = new Set([
  "print", "len", "str", "int", "bool", "range", "list", "dict", "set", "tuple", "isinstance", "sorted", "enumerate", "zip", "getattr", "hasattr", "max", "min", "round", "abs", "next", "iter",
  "super", "require", "parseInt", "parseFloat", "isNaN", "setTimeout", "setImmediate", "structuredClone", "encodeURIComponent", "import", "puts", "p", "pp", "with", "text", "sleep", "format",
  "datetime", "date", "timedelta", "uuid4", "uuid", "uuidv4", "v4", "nanoid", "randomUUID", "now", "table", "column", "select", "inspect", "map", "filter", "any", "all", "sum", "repr", "reversed",
  "loop", "lambda", "proc", "rand", "sprintf", "catch", "throw", "binding", "raise", "slugify", "hashSync", "literal", "fn", "col", "promisify", "readFileSync", "dedent",
]);

/** Types and errors begin with a capital. */
export function isPure(name: string): boolean {
  return FUNCTIONS.has(name) || /^[A-Z]/.test(name) || name === "?";
}

const MODULES = new Set([
  "console", "Promise", "Object", "Array", "JSON", "Math", "Date", "Number", "String", "Boolean", "Buffer", "Symbol", "Reflect", "RegExp", "Intl", "Error", "process", "path", "fs", "url", "util",
  "crypto", "uuid", "lodash", "_", "moment", "dayjs", "bcrypt", "bcryptjs", "Sequelize", "DataTypes", "Op", "logger", "log", "Logger", "module", "exports",
  "sa", "sqlalchemy", "postgresql", "mysql", "sqlite", "sqlmodel", "alembic", "context", "func", "os", "sys", "re", "json", "time", "datetime", "date", "timedelta", "logging", "random", "string",
  "decimal", "collections", "itertools", "functools", "math", "hashlib", "secrets", "base64", "textwrap", "pathlib", "operator", "enum", "typing", "copy", "inspect", "Path", "timezone", "Decimal",
]);

export function isPureModule(name: string): boolean {
  return MODULES.has(name.split(".")[0] ?? name);
}

/** A package may be called for what it computes, unless it starts programs or speaks to databases. A file of the project's own may do anything. */
export function isPurePackage(name: string): boolean {
  return /^[@\w]/.test(name) && !/^(node:)?(child_process|vm|worker_threads)$|^(pg|mysql2?|sqlite3|better-sqlite3|mongodb|shelljs|execa|zx|cross-spawn|db-migrate)(\/|$)/.test(name);
}
