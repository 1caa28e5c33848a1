/** PEP 503: case and the kind of separator make no difference. */
export function normalized(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, "-");
}
