export interface FileText {
  readonly text: string;
  /**
   * True where the bytes are not text and were mapped to characters one by one: tokens in them can be found, but lines
   * and assignments have no meaning.
   */
  readonly binary: boolean;
}

/** Decodes a file: UTF-8, UTF-16 with or without a byte order mark, else byte by byte. */
export function readFileText(content: Buffer): FileText {
  const encoding = encodingOf(content);
  if (encoding === "binary") return { text: content.toString("latin1"), binary: true };
  return { text: new TextDecoder(encoding).decode(content), binary: false };
}

function encodingOf(content: Buffer): "utf-8" | "utf-16le" | "utf-16be" | "binary" {
  if (content[0] === 0xff && content[1] === 0xfe) return "utf-16le";
  if (content[0] === 0xfe && content[1] === 0xff) return "utf-16be";
  const head = content.subarray(0, 8000);
  if (!head.includes(0)) return "utf-8";
  // Without a byte order mark: Latin text in UTF-16 has a zero in every other byte.
  const zeros = [0, 0];
  head.forEach((byte, index) => {
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  });
  const [even = 0, odd = 0] = zeros;
  if (odd > head.length * 0.35 && even < head.length * 0.05) return "utf-16le";
  if (even > head.length * 0.35 && odd < head.length * 0.05) return "utf-16be";
  return "binary";
}
