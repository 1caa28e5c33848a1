import { XMLParser } from "fast-xml-parser";
import { reportOf, type TestCase, type TestReport } from "./report.ts";

/**
 * Reads JUnit XML in its variants: with or without `testsuites`, nested suites, tests beside suites. Errors count as
 * failures, also those of a suite itself. A truncated report is rejected.
 */
export function readJunit(text: string): TestReport | undefined {
  if (!/<testsuites?[\s>/]/.test(text)) return undefined;
  const root = parse(text);
  const tops = [...elements(root, "testsuites"), ...elements(root, "testsuite")];
  return tops.length === 0 ? undefined : reportOf(tops.flatMap(casesOf));
}

type Element = Readonly<Record<string, unknown>>;

const OPTIONS = { ignoreAttributes: false, attributeNamePrefix: "@", parseAttributeValue: false, parseTagValue: false };

function parse(text: string): Element | undefined {
  try {
    const parsed: unknown = new XMLParser(OPTIONS).parse(text, true);
    return isElement(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function casesOf(suite: Element): TestCase[] {
  const own = elements(suite, "testcase").map(caseOf);
  const inner = elements(suite, "testsuite").flatMap(casesOf);
  const broken = isFailed(suite)
    ? [{ name: attribute(suite, "name") || "(suite)", within: "", state: "failed" as const }]
    : [];
  return [...own, ...inner, ...broken];
}

function caseOf(test: Element): TestCase {
  const state = isFailed(test) ? "failed" : "skipped" in test || "disabled" in test ? "skipped" : "passed";
  return { name: attribute(test, "name") || "(unnamed)", within: attribute(test, "classname"), state };
}

function isFailed(element: Element): boolean {
  return "failure" in element || "error" in element;
}

/** The children with this name: none, one (an object, or text where it is empty) or several. */
function elements(parent: Element | undefined, name: string): readonly Element[] {
  const found = parent !== undefined && Object.hasOwn(parent, name) ? parent[name] : [];
  return (Array.isArray(found) ? found : [found]).map((child: unknown) => (isElement(child) ? child : {}));
}

function attribute(element: Element, name: string): string {
  const value = element[`@${name}`];
  return typeof value === "string" ? value : "";
}

function isElement(value: unknown): value is Element {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
