/** @throws where the text is no well-formed XML */
export async function parseXml(text: string): Promise<Readonly<Record<string, unknown>>> {
  const { XMLParser, XMLValidator } = await import("fast-xml-parser");
  const valid = XMLValidator.validate(text);
  if (valid !== true) throw new Error(`${valid.err.msg} (line ${valid.err.line})`);
  // Entities of a document type could be made to grow without end, and no pom or report needs any.
  const parsed: unknown = new XMLParser({
    parseTagValue: false,
    ignoreAttributes: false,
    attributeNamePrefix: "",
    processEntities: false,
  }).parse(text.replace(/<!DOCTYPE[^>[]*>/i, ""));
  return isRecord(parsed) ? parsed : {};
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
