import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { systemCode } from "../../../model/errors.ts";
import { parseJson } from "../../../text/parse-json.ts";
import type { Ecosystem } from "../package.ts";
import { licenseOfText } from "./license-text.ts";
import { npmAnswer, pythonLicense } from "./registries.ts";

/** The license of a package as it is installed below a folder; undefined where this version is not installed. */
export async function installedLicense(
  root: string,
  ecosystem: Ecosystem,
  name: string,
  version: string,
): Promise<string | undefined> {
  if (name.split(/[\\/]/).includes("..")) return undefined;
  if (ecosystem === "npm") return await fromNodeModules(root, name, version);
  if (ecosystem === "pypi") return await fromSitePackages(root, name, version);
  return ecosystem === "go" ? await fromVendor(root, name) : undefined;
}

async function fromNodeModules(root: string, name: string, version: string): Promise<string | undefined> {
  const text = await readIfReadable(join(root, "node_modules", name, "package.json"));
  const parsed = text === undefined ? undefined : npmAnswer.safeParse(parseJson(text));
  return parsed?.success === true && parsed.data.version === version ? parsed.data.license : undefined;
}

async function fromSitePackages(root: string, name: string, version: string): Promise<string | undefined> {
  for (const environment of [".venv", "venv", "env"]) {
    const lib = join(root, environment, "lib");
    for (const python of await list(lib)) {
      const folder = join(lib, python, "site-packages");
      const wanted = `${name.replace(/-/g, "_")}-${version}.dist-info`.toLowerCase();
      const info = (await list(folder)).find(
        (entry) =>
          entry.toLowerCase().replace(/^(.*)(?=-[^-]*\.dist-info$)/, (own) => own.replace(/[-.]/g, "_")) === wanted,
      );
      const text = info === undefined ? undefined : await readIfReadable(join(folder, info, "METADATA"));
      if (text !== undefined) return fromMetadata(text);
    }
  }
  return undefined;
}

/** Core metadata has headers as in mail, up to the first empty line. */
function fromMetadata(text: string): string | undefined {
  const [head = ""] = text.split(/\r?\n\r?\n/, 1);
  const all = (field: string) =>
    [...head.matchAll(new RegExp(`^${field}: (.*)$`, "gmi"))].map(([, value = ""]) => value.trim());
  return pythonLicense(all("License-Expression")[0], all("License")[0], all("Classifier"));
}

async function fromVendor(root: string, module: string): Promise<string | undefined> {
  for (const file of ["LICENSE", "LICENSE.txt", "LICENSE.md", "COPYING"]) {
    const text = await readIfReadable(join(root, "vendor", module, file));
    if (text !== undefined) return licenseOfText(text);
  }
  return undefined;
}

async function readIfReadable(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

async function list(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}

function isAbsent(error: unknown): boolean {
  return ["ENOENT", "ENOTDIR", "EISDIR", "EACCES", "ENAMETOOLONG"].includes(systemCode(error) ?? "");
}
