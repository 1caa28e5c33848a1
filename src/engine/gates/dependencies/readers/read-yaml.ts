// A separate file, so that the parser is loaded only where needed. A direct dynamic import of a CommonJS package loses
// its named exports in the bundle.
import { parse } from "yaml";

export function readYaml(text: string): unknown {
  return parse(text);
}
