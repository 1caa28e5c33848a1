import parseExpression from "spdx-expression-parse";
import type { Expression } from "spdx-expression-parse";
import satisfies from "spdx-satisfies";
import { categoryOf } from "./categories.ts";
import type { Licence, LicenceVerdict } from "./license.ts";
import { readLicence } from "./read-license.ts";

export interface LicenceLists {
  readonly allow?: readonly string[] | undefined;
  readonly deny: readonly string[];
}

const RANK: Readonly<Record<LicenceVerdict, number>> = { allowed: 0, weak: 1, unknown: 2, denied: 3 };

/**
 * An OR is as good as its best side, an AND as bad as its worst. Denied goes before allowed. An allow list is the whole
 * of what is allowed; without one the permissive licences are, weak copyleft is told apart, and the rest asks.
 */
export function verdictOf({ expression }: Licence, lists: LicenceLists): LicenceVerdict {
  return expression === undefined ? "unknown" : judge(parseExpression(expression), resolved(lists));
}

function judge(node: Expression, lists: LicenceLists): LicenceVerdict {
  if ("license" in node) return judgeOne(node, lists);
  const [left, right] = [judge(node.left, lists), judge(node.right, lists)];
  const better = RANK[left] <= RANK[right];
  return (node.conjunction === "or") === better ? left : right;
}

function judgeOne(leaf: Extract<Expression, { license: string }>, { allow, deny }: LicenceLists): LicenceVerdict {
  if (matches(leaf, deny)) return "denied";
  if (allow === undefined) return categoryOf(leaf.license, leaf.exception);
  return matches(leaf, allow)
    ? "allowed"
    : categoryOf(leaf.license, leaf.exception) === "unknown"
      ? "unknown"
      : "denied";
}

/** `-only`, `-or-later` and old ids as spdx-satisfies has it. An exception adds to what a licence grants, so it may be there or not. */
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

/** Entries as the user spells them; one that means no single licence is compared as it stands, which matches nothing. */
function resolved({ allow, deny }: LicenceLists): LicenceLists {
  const ids = (entries: readonly string[]) =>
    entries
      .map((entry) => readLicence(entry).expression ?? "")
      .filter((entry) => entry !== "" && !/ (?:AND|OR) /i.test(entry));
  return { allow: allow === undefined ? undefined : ids(allow), deny: ids(deny) };
}
