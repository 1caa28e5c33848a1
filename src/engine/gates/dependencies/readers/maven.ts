import { REGISTRY } from "../package.ts";
import type { Package } from "../package.ts";
import { isRecord, parseXml } from "../../xml.ts";

/** Reads pom.xml: dependencies and plugins at any depth, and the parent, with properties filled in. */
export async function readPom(text: string): Promise<readonly Package[]> {
  const { project } = await parseXml(text);
  if (!isRecord(project)) throw new Error("no <project>");
  const properties = isRecord(project["properties"]) ? project["properties"] : {};
  const fill = (value: unknown) =>
    typeof value === "string"
      ? value.replace(/\$\{([^}]+)\}/g, (whole, name: string) => wordOf(properties[name]) ?? whole)
      : undefined;
  return coordinatesIn(project).flatMap(({ groupId, artifactId, version }) => {
    const [group, artifact, exact] = [fill(groupId), fill(artifactId), fill(version)];
    if (
      group === undefined ||
      artifact === undefined ||
      (group === fill(project["groupId"]) && exact?.includes("${project."))
    )
      return [];
    return [
      {
        name: `${group}:${artifact}`,
        version: exact?.includes("${") ? undefined : exact?.replace(/^[[(]|[,\])].*$/g, ""),
        spec: exact,
        source: REGISTRY,
      },
    ];
  });
}

function coordinatesIn(node: unknown, name = ""): readonly Readonly<Record<string, unknown>>[] {
  if (Array.isArray(node)) return node.flatMap((one) => coordinatesIn(one, name));
  if (!isRecord(node)) return [];
  const within = Object.entries(node)
    .filter(([key]) => key !== "exclusions")
    .flatMap(([key, value]) => coordinatesIn(value, key));
  if (name === "plugin") return [{ groupId: "org.apache.maven.plugins", ...node }, ...within];
  return name === "dependency" || name === "parent" ? [node, ...within] : within;
}

function wordOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
