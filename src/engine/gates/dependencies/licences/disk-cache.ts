import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { systemCode } from "../../../errors.ts";
import type { Cache } from "./web.ts";

/** Answers of registries as files of a folder; several runs may share it. One that cannot be written is asked for again. */
export function diskCache(folder: string): Cache {
  const pathOf = (key: string) => join(folder, createHash("sha256").update(key).digest("hex"));
  return {
    async get(key) {
      try {
        return await readFile(pathOf(key), "utf8");
      } catch (error) {
        if (systemCode(error) === undefined) throw error;
        return undefined;
      }
    },
    async set(key, value) {
      try {
        await mkdir(folder, { recursive: true });
        const draft = `${pathOf(key)}.${randomUUID()}`;
        await writeFile(draft, value);
        await rename(draft, pathOf(key));
      } catch (error) {
        if (systemCode(error) === undefined) throw error;
      }
    },
  };
}
