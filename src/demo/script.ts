// What the demo's agent writes for each issue: the files of the implementation, then those of each fix.
import { lockfile, manifest, module, type Files } from "./script-files.ts";

export interface ScriptedIssue {
  /** The implementation, then each fix. Later fixes repeat the last entry. */
  readonly rounds: readonly Files[];
  /** What the agent reports as done, one list per fix. */
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

export const SCRIPT: Readonly<Record<string, ScriptedIssue>> = {
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
        "src/services/billing.js": `/** Price in cents, cached by length. */
const cache = new Map();

export function price(notes) {
  const known = cache.get(notes.length);
  if (known !== undefined) return known;
  cache.set(notes.length, notes.length * 5);
  return notes.length * 5;
}
`,
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

/** The text of the mail, in the language with this code. */
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
        ".github/workflows/test.yml": `name: test
on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - run: node --test
`,
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

function middleware(round: number): Files {
  return module(
    "middleware",
    `
/** Lets requests with a session pass. Draft ${round + 1}. */
export function guard(request) {
  if (request.path === "/") { if (!request.cookie) { if (!request.header) { return 200; } } }
  return request.cookie || request.header ? 200 : 401;
}`,
    `assert.equal(guard({ path: "/x" }), 401);`,
  );
}

/** The mail module. Most of its lines are in a function that no test runs, so its coverage is low. */
function mail(code: string): Files {
  return module(
    "mail",
    `${code}

/** What to do after a mail was refused. */
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
    "src/tenant.js": `/** Rows a tenant may read. */
export function readable(rows, tenant) {
  return ${read};
}

/** Rows a tenant may write. */
export function writable(rows, tenant) {
  return ${write};
}
`,
    "test/tenant.test.js": `import assert from "node:assert/strict";
import test from "node:test";
import { readable, writable } from "../src/tenant.js";

const rows = [{ tenant: 1 }, { tenant: 2 }];

test("test_tenant_isolation_read", () => assert.equal(readable(rows, 1).length, 1));
test("test_tenant_isolation_write", () => assert.equal(writable(rows, 1).length, 1));
`,
  };
}
