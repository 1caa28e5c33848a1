/** Files of the demo project, as path → text. */
export type Files = Readonly<Record<string, string>>;

/** A module with its test. */
export function module(name: string, code: string, assertion: string): Files {
  const exported = [...code.matchAll(/export function (\w+)/g)].map((match) => match[1]).join(", ");
  return {
    [`src/${name}.js`]: `${code.trimStart()}\n`,
    [`test/${name}.test.js`]: `import assert from "node:assert/strict";
import test from "node:test";
import { ${exported} } from "../src/${name}.js";

test("${name}", () => {
  ${assertion}
});
`,
  };
}

/** The demo project's `package.json`. */
export function manifest(dependencies?: Readonly<Record<string, string>>): string {
  return json({ name: "acme-notes", version: "1.0.0", private: true, type: "module", license: "MIT", dependencies });
}

/** The demo project's `package-lock.json`. */
export function lockfile(
  packages: Readonly<Record<string, readonly [range: string, version: string, license: string]>>,
): string {
  const entries = Object.entries(packages).map(([name, [, version, license]]) => [
    `node_modules/${name}`,
    { version, license },
  ]);
  const dependencies = Object.fromEntries(Object.entries(packages).map(([name, [range]]) => [name, range]));
  const root = { name: "acme-notes", version: "1.0.0", license: "MIT", dependencies };
  return json({
    name: "acme-notes",
    version: "1.0.0",
    lockfileVersion: 3,
    requires: true,
    packages: { "": root, ...Object.fromEntries(entries) },
  });
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
