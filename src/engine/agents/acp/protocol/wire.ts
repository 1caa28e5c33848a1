import type { Readable, Writable } from "node:stream";
import type { AnyMessage, Stream } from "@agentclientprotocol/sdk/unstable";
import { z } from "zod";

/** The largest message that is read, in bytes. A larger update is skipped; any other larger message ends the task. */
const MESSAGE_LIMIT = 8 * 1024 * 1024;
const UPDATE = '"session/update"';
/** In how many bytes at the beginning of a message the method is searched. */
const HEAD = 256;

export interface Wire {
  /** Requests and answers, for the SDK's connection. */
  readonly stream: Stream;
  /** Resolves at the end of the output, with the error that broke it if there was one. */
  readonly closed: Promise<Error | undefined>;
}

export interface WireWatch {
  /** Receives every notification in the order of arrival. The SDK would not keep the order of asynchronous handlers. */
  onNotification(method: string, params: unknown): void;
  /** Receives a line that is not a message. Some agents also print logs to stdout. */
  onNoise(line: string): void;
  /** Called whenever the agent sends anything. */
  onTraffic(): void;
  /** Returns a promise while the receiver takes no more; nothing is read until it resolves. */
  drained(): Promise<void> | undefined;
}

/**
 * Reads and writes messages over the streams of a process, one JSON object per line. Used instead of the SDK's own
 * stream, which answers lines that are not messages with errors, and prints unexpected answers to the console, where
 * the screen is.
 */
export function openWire(
  { stdin, stdout }: { readonly stdin: Writable; readonly stdout: Readable },
  watch: WireWatch,
): Wire {
  const pendingIds = new Set<unknown>();
  const { promise: closed, resolve } = Promise.withResolvers<Error | undefined>();

  async function* received(): AsyncGenerator<AnyMessage> {
    try {
      for await (const line of linesOf(stdout, watch)) {
        const message = parseMessage(line);
        if (message === undefined) watch.onNoise(line.toString("utf8"));
        else if (!("method" in message)) {
          if (pendingIds.delete(message.id)) yield message;
        } else if ("id" in message) yield message;
        else watch.onNotification(message.method, message.params);
      }
      resolve(undefined);
    } catch (error) {
      resolve(error instanceof Error ? error : new Error(String(error)));
    }
  }

  const writable = new WritableStream<AnyMessage>({
    write(message) {
      if ("method" in message && "id" in message) pendingIds.add(message.id);
      // Does not wait for the agent to read: an agent that never reads is ended by the idle limit.
      stdin.write(`${JSON.stringify(message)}\n`);
    },
  });
  return { stream: { readable: ReadableStream.from(received()), writable }, closed };
}

const id = z.union([z.string(), z.number(), z.null()]);
const messageSchema = z.union([
  z.object({ jsonrpc: z.literal("2.0"), method: z.string(), id, params: z.unknown().optional() }),
  z.object({
    jsonrpc: z.literal("2.0"),
    method: z.string(),
    params: z.unknown().optional(),
    id: z.undefined().optional(),
  }),
  z.object({
    jsonrpc: z.literal("2.0"),
    id,
    error: z.object({ code: z.number(), message: z.string(), data: z.unknown().optional() }),
  }),
  z.object({ jsonrpc: z.literal("2.0"), id, result: z.unknown() }),
]);

function parseMessage(line: Buffer): AnyMessage | undefined {
  try {
    const { data, success } = messageSchema.safeParse(JSON.parse(line.toString("utf8")));
    return success ? data : undefined;
  } catch {
    return undefined;
  }
}

async function* linesOf(stdout: Readable, { onTraffic, onNoise, drained }: WireWatch): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let size = 0;
  const add = (part: Buffer) => {
    size += part.length;
    if (size <= MESSAGE_LIMIT) parts.push(part);
    else if (parts[0]?.subarray(0, HEAD).includes(UPDATE) === true) parts = parts.slice(0, 1);
    else throw new Error("The agent sent a message of more than 8 MiB");
  };
  for await (const chunk of stdout) {
    if (!Buffer.isBuffer(chunk)) throw new Error("The agent's output was decoded before it was read");
    onTraffic();
    let start = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
      add(chunk.subarray(start, end));
      const [only] = parts;
      if (size > MESSAGE_LIMIT)
        onNoise(`The agent sent an update of ${Math.ceil(size / 1024 / 1024)} MiB, which was skipped`);
      else if (size > 0) yield parts.length === 1 && only !== undefined ? only : Buffer.concat(parts);
      parts = [];
      size = 0;
      start = end + 1;
    }
    if (start < chunk.length) add(chunk.subarray(start));
    await drained();
  }
}
