/**
 * Parses XML into objects, with attributes and child elements as properties.
 * @throws Error where the text is not well-formed XML
 */
export async function parseXml(text: string): Promise<Readonly<Record<string, unknown>>> {
  const { XMLParser, XMLValidator } = await import("fast-xml-parser");
  const valid = XMLValidator.validate(text);
  if (valid !== true) throw new Error(`${valid.err.msg} (line ${valid.err.line})`);
  // Entities of a document type could expand without limit, and no pom or coverage report needs any.
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
