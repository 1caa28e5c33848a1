import { REGISTRY } from "../package.ts";
import type { Package } from "../package.ts";

/** pom.xml: dependencies and plugins wherever they stand, the parent, and properties put in. */
export async function readPom(text: string): Promise<readonly Package[]> {
  const { project } = await parseXml(text);
  if (!isRecord(project)) throw new Error("no <project>");
  const properties = isRecord(project["properties"]) ? project["properties"] : {};
  const fill = (value: unknown) => (typeof value === "string" ? value.replace(/\$\{([^}]+)\}/g, (whole, name: string) => wordOf(properties[name]) ?? whole) : undefined);
  return coordinatesIn(project).flatMap(({ groupId, artifactId, version }) => {
    const [group, artifact, exact] = [fill(groupId), fill(artifactId), fill(version)];
    if (group === undefined || artifact === undefined || group === fill(project["groupId"]) && exact?.includes("${project.")) return [];
    return [{ name: `${group}:${artifact}`, version: exact?.includes("${") ? undefined : exact?.replace(/^[[(]|[,\])].*$/g, ""), spec: exact, source: REGISTRY }];
  });
}

/** @throws where the text is no well-formed XML */
export async function parseXml(text: string): Promise<Readonly<Record<string, unknown>>> {
  const { XMLParser, XMLValidator } = await import("fast-xml-parser");
  const valid = XMLValidator.validate(text);
  if (valid !== true) throw new Error(`${valid.err.msg} (line ${valid.err.line})`);
  // Entities of a document type could be made to grow without end, and no pom or report needs any.
  const parsed: unknown = new XMLParser({ parseTagValue: false, ignoreAttributes: false, attributeNamePrefix: "", processEntities: false }).parse(text.replace(/<!DOCTYPE[^>[]*>/i, ""));
  return isRecord(parsed) ? parsed : {};
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function coordinatesIn(node: unknown, name = ""): readonly Readonly<Record<string, unknown>>[] {
  if (Array.isArray(node)) return node.flatMap((one) => coordinatesIn(one, name));
  if (!isRecord(node)) return [];
  const within = Object.entries(node).filter(([key]) => key !== "exclusions").flatMap(([key, value]) => coordinatesIn(value, key));
  if (name === "plugin") return [{ groupId: "org.apache.maven.plugins", ...node }, ...within];
  return name === "dependency" || name === "parent" ? [node, ...within] : within;
}

function wordOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
