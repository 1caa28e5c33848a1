import { inflateRawSync } from "node:zlib";
import { licenseOfText } from "./license-text.ts";

const LICENSE_FILE = /^(?:LICEN[CS]E|COPYING|UNLICENSE)(?:[.-][\w.-]*)?$/i;
const MAX_TEXT_BYTES = 200_000;

/**
 * The license of a Go module from its zip, as the module proxy serves it: Go modules have no license field. Where there
 * are several license files, all of them apply.
 * @param prefix `module@version/`, the folder in the zip that contains all files (go.dev/ref/mod#zip-files)
 * @throws Error where the buffer is not a zip file
 */
export function licenseInModule(zip: Buffer, prefix: string): string | undefined {
  const found = [...entriesOf(zip)].flatMap(({ name, read }) => {
    const path = name.startsWith(prefix) ? name.slice(prefix.length) : name;
    return LICENSE_FILE.test(path) ? [licenseOfText(read()) ?? "unknown text"] : [];
  });
  return found.length === 0 ? undefined : [...new Set(found)].join(" AND ");
}

/**
 * Reads the central directory at the end of a zip (APPNOTE 4.3.12). Comments, encryption and zip64 are not supported,
 * since module zips do not have them.
 */
function* entriesOf(zip: Buffer): Generator<{ name: string; read: () => string }> {
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end === -1 || end + 22 > zip.length) throw new Error("not a zip file");
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0 && at + 46 <= zip.length; left--) {
    const [nameLength, extraLength, commentLength] = [
      zip.readUInt16LE(at + 28),
      zip.readUInt16LE(at + 30),
      zip.readUInt16LE(at + 32),
    ];
    const [method, size, local] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20), zip.readUInt32LE(at + 42)];
    yield {
      name: zip.toString("utf8", at + 46, at + 46 + nameLength),
      read: () => contentAt(zip, local, size, method),
    };
    at += 46 + nameLength + extraLength + commentLength;
  }
}

function contentAt(zip: Buffer, local: number, size: number, method: number): string {
  const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
  const content = zip.subarray(start, start + size);
  return (method === 0 ? content : inflateRawSync(content, { maxOutputLength: MAX_TEXT_BYTES })).toString("utf8");
}
