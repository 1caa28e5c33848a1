/** Normalizes a package name by PEP 503: case and the kind of separator are ignored. */
export function normalized(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, "-");
}
