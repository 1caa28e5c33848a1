import type { Readable, Writable } from "node:stream";
import type { AnyMessage, Stream } from "@agentclientprotocol/sdk/unstable";
import { z } from "zod";

/** An agent that sends more than this in one message has gone wrong. What only tells of its work is then done without. */
const MESSAGE_LIMIT = 8 * 1024 * 1024;
const UPDATE = '"session/update"';
/** Where in a message its method is looked for. */
const HEAD = 256;

export interface Wire {
  /** For the SDK's connection. */
  readonly stream: Stream;
  /** Settles with what broke the wire, or with undefined at its end. */
  readonly closed: Promise<Error | undefined>;
}

export interface WireWatch {
  /** Every notification, in the order of the wire: the SDK gives that up where handlers wait. */
  onNotification(method: string, params: unknown): void;
  /** A line that is no message: programs print to stdout what they should not. */
  onNoise(line: string): void;
  onTraffic(): void;
  /** Set while no more should be read. */
  drained(): Promise<void> | undefined;
}

/**
 * Messages over a process's streams, one JSON object a line. In place of the SDK's own: that one answers noise with errors
 * and prints stray answers to the console, which is the screen here.
 */
export function openWire(
  { stdin, stdout }: { readonly stdin: Writable; readonly stdout: Readable },
  watch: WireWatch,
): Wire {
  const asked = new Set<unknown>();
  const { promise: closed, resolve } = Promise.withResolvers<Error | undefined>();

  async function* received(): AsyncGenerator<AnyMessage> {
    try {
      for await (const line of linesOf(stdout, watch)) {
        const message = messageIn(line);
        if (message === undefined) watch.onNoise(line.toString("utf8"));
        else if (!("method" in message)) {
          if (asked.delete(message.id)) yield message;
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
      if ("method" in message && "id" in message) asked.add(message.id);
      // An agent that does not read must not stop the run; its silence ends it soon enough.
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

function messageIn(line: Buffer): AnyMessage | undefined {
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
        onNoise(
          `The agent told of its work in a message of ${Math.ceil(size / 1024 / 1024)} MiB, which was left unread`,
        );
      else if (size > 0) yield parts.length === 1 && only !== undefined ? only : Buffer.concat(parts);
      parts = [];
      size = 0;
      start = end + 1;
    }
    if (start < chunk.length) add(chunk.subarray(start));
    await drained();
  }
}
