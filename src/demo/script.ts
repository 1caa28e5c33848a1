// What the demo's agent writes for each issue: path → text. The second and later entries are what a fix makes of it.

export type Files = Readonly<Record<string, string>>;

export interface Part {
  /** The implementation, then each fix; the last one stands for all that follow. */
  readonly rounds: readonly Files[];
  /** What it says it did, a list for each fix. */
  readonly fixes?: readonly (readonly string[])[];
}

const GREETINGS = {
  da: "Du er logget ind.",
  de: "Sie haben sich angemeldet.",
  en: "You logged in.",
  es: "Has iniciado sesión.",
  fi: "Kirjauduit sisään.",
  fr: "Vous êtes connecté.",
  it: "Hai effettuato l’accesso.",
  nl: "U bent ingelogd.",
  pl: "Zalogowano.",
};

export const SCRIPT: Readonly<Record<string, Part>> = {
  "01": {
    rounds: [
      module(
        "login",
        `
/** Answers a login: 200 for a known user with the right password, 401 otherwise. */   
export function login(users, name, password) {
  return users.get(name) === password ? 200 : 401;  
}`,
        `assert.equal(login(new Map([["ada", "x"]]), "ada", "x"), 200);`,
      ),
    ],
  },
  "02": {
    rounds: [
      module(
        "password",
        `
import { randomBytes, scryptSync } from "node:crypto";

/** Hash and salt, hex. */
export function hash(text, salt = randomBytes(16).toString("hex")) {
  return salt + ":" + scryptSync(text, salt, 32).toString("hex");
}`,
        `assert.notEqual(hash("a"), hash("a"));`,
      ),
    ],
  },
  "03": {
    rounds: [
      module(
        "session",
        `
import { createHash } from "node:crypto";
import { randomUUID } from "node:crypto";

export function session(now) {
  return { id: randomUUID(), expires: now + 3600 };
}`,
        `assert.equal(session(0).expires, 3600);`,
      ),
      module(
        "session",
        `
import { randomUUID } from "node:crypto";

/** A session with an id; it expires an hour after \`now\`, in seconds. */
export function session(now) {
  return { id: randomUUID(), expires: now + 3600 };
}`,
        `assert.equal(session(0).expires, 3600);`,
      ),
    ],
    fixes: [["Added docstring", "Removed import"]],
  },
  "04": {
    rounds: [
      {
        "migrations/002_profiles.sql":
          "CREATE TABLE user_profiles (\n  user_id bigint PRIMARY KEY,\n  name text,\n  bio text\n);\n",
        ...module(
          "profiles",
          `
/** A profile as it is stored. */
export function profile(user, name) {
  return { user_id: user, name };
}`,
          `assert.equal(profile(1, "Ada").name, "Ada");`,
        ),
      },
    ],
  },
  "05": {
    rounds: [middleware(0), middleware(1), middleware(2)],
    fixes: [["Renamed variables"], ["Moved the cookie check"]],
  },
  "06": {
    rounds: [
      {
        "src/services/billing.js":
          "/** Price in cents, cached by length. */\nconst cache = new Map();\n\nexport function price(notes) {\n  const known = cache.get(notes.length);\n  if (known !== undefined) return known;\n  cache.set(notes.length, notes.length * 5);\n  return notes.length * 5;\n}\n",
        ...module(
          "cache",
          `
/** Remembers what \`find\` gave for a key. */
export function cached(find, known = new Map()) {
  return (key) => known.get(key) ?? known.set(key, find(key)).get(key);
}`,
          `assert.equal(cached((key) => key + 1)(1), 2);`,
        ),
      },
    ],
  },
  "07": {
    rounds: [
      tenants("rows", "rows"),
      tenants("rows.filter((row) => row.tenant === tenant)", "rows"),
      tenants("rows.filter((row) => row.tenant === tenant)", "rows.filter((row) => row.tenant === tenant)"),
    ],
    fixes: [["Filtered reads by tenant"], ["Filtered writes by tenant"]],
  },
  "08": {
    rounds: [
      {
        "package.json": manifest({ "tiny-limiter": "^2.1.0" }),
        "package-lock.json": lockfile({ "tiny-limiter": ["^2.1.0", "2.1.0", "MIT"] }),
        ...module(
          "limit",
          `
/** True while no more than ten requests came in this second. */
export function allowed(times, now) {
  return times.filter((time) => now - time < 1).length < 10;
}`,
          `assert.equal(allowed([], 0), true);`,
        ),
      },
    ],
  },
  "09": { rounds: [{ "migrations/003_remove_legacy.sql": "ALTER TABLE users DROP COLUMN legacy_status;\n" }] },
  "10": { rounds: [{ "package-lock.json": lockfile({ "tiny-limiter": ["^2.1.0", "2.1.4", "MIT"] }) }] },
  "11": {
    rounds: [
      {
        "package.json": manifest({ "pdf-press": "60.0.0" }),
        "package-lock.json": lockfile({ "pdf-press": ["60.0.0", "60.0.0", "GPL-3.0-only"] }),
        ...module(
          "pdf",
          `
/** The head of a PDF file. */
export function pdf() {
  return "%PDF-1.7";
}`,
          `assert.equal(pdf().slice(0, 4), "%PDF");`,
        ),
      },
    ],
  },
  "12": {
    rounds: [
      mail(`
const apiKey = "${["sk_live", "4eC39HqLyjWDarjtT1zdp7dc"].join("_")}";

/** A mail to be sent. */
export function mail(to) {
  return { to, subject: "You logged in", key: apiKey };
}`),
      mail(`
/** A mail to be sent; the key comes from the environment. */
export function mail(to, env = process.env) {
  return { to, subject: "You logged in", key: env.MAIL_KEY };
}`),
    ],
    fixes: [["Moved API key to environment variable"]],
  },
  "13": {
    rounds: [
      {
        ...Object.fromEntries(
          Object.entries(GREETINGS).map(([language, text]) => [`templates/${language}.txt`, `${text}\n`]),
        ),
        ...module(
          "templates",
          `
import { readFileSync } from "node:fs";

/** The text of the mail, in a language by its code. */
export function template(language) {
  return readFileSync(new URL(\`../templates/\${language}.txt\`, import.meta.url), "utf8");
}`,
          `assert.equal(template("en"), "You logged in.\\n");`,
        ),
      },
    ],
  },
  "14": {
    rounds: [
      {
        ".github/workflows/test.yml":
          "name: test\non: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v5\n      - run: node --test\n",
      },
    ],
  },
  "15": {
    rounds: [
      module(
        "admin",
        `
/** All sessions, for admins. */
export function overview(sessions) {
  return sessions.length;
}`,
        `assert.equal(overview([1]), 1);`,
      ),
    ],
  },
};

function module(name: string, code: string, assertion: string): Files {
  const exported = [...code.matchAll(/export function (\w+)/g)].map((match) => match[1]).join(", ");
  return {
    [`src/${name}.js`]: `${code.trimStart()}\n`,
    [`test/${name}.test.js`]:
      `import assert from "node:assert/strict";\nimport test from "node:test";\nimport { ${exported} } from "../src/${name}.js";\n\n` +
      `test("${name}", () => {\n  ${assertion}\n});\n`,
  };
}

function middleware(round: number): Files {
  return module(
    "middleware",
    `
/** Passes requests with a session on. Draft ${round + 1}. */
export function guard(request) {
  if (request.path === "/") { if (!request.cookie) { if (!request.header) { return 200; } } }
  return request.cookie || request.header ? 200 : 401;
}`,
    `assert.equal(guard({ path: "/x" }), 401);`,
  );
}

/** With a part that no test runs, and longer than the part that one does. */
function mail(code: string): Files {
  return module(
    "mail",
    `${code}

/** What a refused mail is to do next. */
export function afterRefusal(reason, attempt) {
  if (attempt > 5) return { next: "give up" };
  switch (reason) {
    case "busy":
      return { next: "retry", seconds: 30 * 2 ** attempt };
    case "full":
      return { next: "retry", seconds: 3600 };
    default:
      return { next: "give up" };
  }
}`,
    `assert.equal(mail("ada").to, "ada");`,
  );
}

function tenants(read: string, write: string): Files {
  return {
    "src/tenant.js": `/** Rows a tenant may read. */\nexport function readable(rows, tenant) {\n  return ${read};\n}\n\n/** Rows a tenant may write. */\nexport function writable(rows, tenant) {\n  return ${write};\n}\n`,
    "test/tenant.test.js":
      'import assert from "node:assert/strict";\nimport test from "node:test";\nimport { readable, writable } from "../src/tenant.js";\n\nconst rows = [{ tenant: 1 }, { tenant: 2 }];\n\n' +
      'test("test_tenant_isolation_read", () => assert.equal(readable(rows, 1).length, 1));\n' +
      'test("test_tenant_isolation_write", () => assert.equal(writable(rows, 1).length, 1));\n',
  };
}

function manifest(dependencies: Readonly<Record<string, string>>): string {
  return `${JSON.stringify({ name: "acme-notes", version: "1.0.0", private: true, type: "module", license: "MIT", dependencies }, null, 2)}\n`;
}

function lockfile(
  packages: Readonly<Record<string, readonly [range: string, version: string, licence: string]>>,
): string {
  const entries = Object.entries(packages).map(([name, [, version, license]]) => [
    `node_modules/${name}`,
    { version, license },
  ]);
  const dependencies = Object.fromEntries(Object.entries(packages).map(([name, [range]]) => [name, range]));
  const root = { name: "acme-notes", version: "1.0.0", license: "MIT", dependencies };
  return `${JSON.stringify({ name: "acme-notes", version: "1.0.0", lockfileVersion: 3, requires: true, packages: { "": root, ...Object.fromEntries(entries) } }, null, 2)}\n`;
}
