import { watch } from "node:fs";
import { open } from "node:fs/promises";
import { StringDecoder } from "node:string_decoder";
import { systemCode } from "../../engine/model/errors.ts";

/** Bytes read at a time. */
const CHUNK = 1 << 16;
/** How often a log is read where the system reports no changes, as on network disks. */
const POLL_MS = 500;

/** Reads a log in steps; each call continues where the last one stopped. */
export class LogTail {
  readonly #path: string;
  readonly #decoder = new StringDecoder("utf8");
  #offset = 0;
  #partial = "";

  constructor(path: string) {
    this.#path = path;
  }

  /** The lines completed since the last call. */
  async *lines(): AsyncGenerator<string> {
    for (let text = await this.#readChunk(); text !== ""; text = await this.#readChunk()) {
      const lines = (this.#partial + text).split("\n");
      this.#partial = lines.pop() ?? "";
      yield* lines;
    }
  }

  /** The text after the last line end, if any. */
  *rest(): Generator<string> {
    if (this.#partial !== "") yield this.#partial;
  }

  async #readChunk(): Promise<string> {
    const file = await open(this.#path, "r").catch((error: unknown) => {
      if (systemCode(error) === "ENOENT") return undefined;
      throw error;
    });
    if (file === undefined) return "";
    try {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(CHUNK), 0, CHUNK, this.#offset);
      this.#offset += bytesRead;
      return this.#decoder.write(buffer.subarray(0, bytesRead));
    } finally {
      await file.close();
    }
  }
}

export interface Changes {
  /** Settles at the next change after this call, after `POLL_MS` without one, or when the signal is aborted. */
  next(): Promise<void>;
}

/** Watches a folder until `signal` is aborted. */
export function watchFolder(folder: string, signal: AbortSignal): Changes {
  let wake = () => {};
  try {
    watch(folder, { signal, persistent: false }, () => wake()).on("error", () => {});
  } catch {
    // The folder does not exist yet or cannot be watched: polling is enough.
  }
  return {
    next() {
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, POLL_MS);
      wake = resolve;
      const end = () => resolve();
      signal.addEventListener("abort", end);
      return promise.finally(() => {
        clearTimeout(timer);
        signal.removeEventListener("abort", end);
      });
    },
  };
}
