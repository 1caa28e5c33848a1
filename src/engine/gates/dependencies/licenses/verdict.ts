import parseExpression from "spdx-expression-parse";
import type { Expression } from "spdx-expression-parse";
import satisfies from "spdx-satisfies";
import { categoryOf } from "./categories.ts";
import type { License, LicenseVerdict } from "./license.ts";
import { readLicense } from "./read-license.ts";

export interface LicenseLists {
  readonly allow?: readonly string[] | undefined;
  readonly deny: readonly string[];
}

const RANK: Readonly<Record<LicenseVerdict, number>> = { allowed: 0, weak: 1, unknown: 2, denied: 3 };

/**
 * Judges a license by the user's lists. An OR gets the best verdict of its sides, an AND the worst. `deny` goes before
 * `allow`. With an allow list, all other known licenses are denied. Without one, permissive licenses are allowed, weak
 * copyleft is `weak`, and all others need approval.
 */
export function verdictOf({ expression }: License, lists: LicenseLists): LicenseVerdict {
  return expression === undefined ? "unknown" : judge(parseExpression(expression), resolved(lists));
}

function judge(node: Expression, lists: LicenseLists): LicenseVerdict {
  if ("license" in node) return judgeOne(node, lists);
  const [left, right] = [judge(node.left, lists), judge(node.right, lists)];
  const better = RANK[left] <= RANK[right];
  return (node.conjunction === "or") === better ? left : right;
}

function judgeOne(leaf: Extract<Expression, { license: string }>, { allow, deny }: LicenseLists): LicenseVerdict {
  if (matches(leaf, deny)) return "denied";
  if (allow === undefined) return categoryOf(leaf.license, leaf.exception);
  return matches(leaf, allow)
    ? "allowed"
    : categoryOf(leaf.license, leaf.exception) === "unknown"
      ? "unknown"
      : "denied";
}

/**
 * Whether a license matches an entry; spdx-satisfies handles `-only`, `-or-later` and old ids. An exception only grants
 * more, so the license also matches without it.
 */
function matches(
  { license, plus, exception }: Extract<Expression, { license: string }>,
  entries: readonly string[],
): boolean {
  const plain = license + (plus === true ? "+" : "");
  const forms = exception === undefined ? [plain] : [`${plain} WITH ${exception}`, plain];
  return license.includes("Ref-")
    ? entries.includes(license)
    : forms.some((form) =>
        satisfies(
          form,
          [...entries].filter((entry) => !entry.includes("Ref-")),
        ),
      );
}

/** The user's entries as SPDX ids. An entry that is not a single license is dropped. */
function resolved({ allow, deny }: LicenseLists): LicenseLists {
  const ids = (entries: readonly string[]) =>
    entries
      .map((entry) => readLicense(entry).expression ?? "")
      .filter((entry) => entry !== "" && !/ (?:AND|OR) /i.test(entry));
  return { allow: allow === undefined ? undefined : ids(allow), deny: ids(deny) };
}
