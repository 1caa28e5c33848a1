// A file of its own, so that the parser loads only where it is needed; CommonJS packages lose their names when they are
// imported dynamically themselves and bundled.
import { parse } from "yaml";

export function readYaml(text: string): unknown {
  return parse(text);
}
